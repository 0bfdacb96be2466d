using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Reporting.Leaderboards.Entries;

namespace IgMlNet.Publishing.Leaderboards;

/// <summary>
/// The workflow run that this process is part of, if GitHub Actions started it for the default branch: what it computed was decided by
/// files that nobody changes without the maintainers' consent. Runs for pull requests are refused, whatever their branch is called.
/// </summary>
internal static class DefaultBranchRun
{
    private const long LargestEvent = 32L << 20;
    private const string Remedy = "Update the leaderboard in a workflow of the default branch, on push, schedule or workflow_dispatch";

    /// <summary>Whether GitHub Actions started this process.</summary>
    public static bool IsWorkflow(Func<string, string?> environment) => environment("GITHUB_ACTIONS") == "true";

    /// <summary>What makes results of this run verified.</summary>
    /// <param name="environment">The environment's variables.</param>
    /// <exception cref="InputException">It is no run on the default branch.</exception>
    public static Verification Require(Func<string, string?> environment)
    {
        var name = Variable("GITHUB_EVENT_NAME");
        if (name is not ("push" or "schedule" or "workflow_dispatch"))
            throw new InputException("GITHUB_EVENT_NAME", $"a run on '{name}' verifies nothing", Remedy);

        // Scheduled runs are always of the default branch, and their event may not name it.
        if (name != "schedule" && Variable("GITHUB_REF") is var reference
            && reference != $"refs/heads/{DefaultBranch(Variable("GITHUB_EVENT_PATH"))}")
        {
            throw new InputException("GITHUB_REF", $"'{reference}' is not the default branch", Remedy);
        }

        var address = $"{Variable("GITHUB_SERVER_URL").TrimEnd('/')}/{Variable("GITHUB_REPOSITORY")}/actions/runs/{Variable("GITHUB_RUN_ID")}";
        try
        {
            return Verification.ByRun(address);
        }
        catch (ArgumentException e)
        {
            throw new InputException("GITHUB_RUN_ID", $"'{address}' is not the address of a workflow run", innerException: e);
        }

        string Variable(string variable) => environment(variable) is { Length: > 0 } value
            ? value
            : throw new InputException(variable, "is not set in this workflow", Remedy);
    }

    private static string DefaultBranch(string eventPath)
    {
        try
        {
            using var json = JsonDocument.Parse(RegularFile.ReadAllBytes(eventPath, LargestEvent, Remedy));
            return json.RootElement.GetProperty("repository").GetProperty("default_branch").GetString()!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InputException(eventPath, "does not tell the default branch", Remedy, "$.repository.default_branch", e);
        }
    }
}
