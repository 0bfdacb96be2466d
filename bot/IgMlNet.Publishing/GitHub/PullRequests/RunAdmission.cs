using System.Globalization;
using System.Text.RegularExpressions;
using IgMlNet.Publishing.GitHub.Api;

namespace IgMlNet.Publishing.GitHub.PullRequests;

/// <summary>
/// Whether who caused an evaluation may have one: people who may write to the repository, so many times in 24 hours. Labels can be given
/// by people who may do nothing else. This is about cost: a pull request can change the workflow that asks.
/// </summary>
/// <param name="Requester">Who caused it: gave the label, or ran it again; null where GitHub does not say.</param>
/// <param name="Number">Which of their evaluations in 24 hours it is, from 1.</param>
/// <param name="Quota">How many they may have.</param>
/// <param name="Refusal">Why they may not have it, as one line without a full stop; null where they may.</param>
internal sealed partial record RunAdmission(string? Requester, int Number, int Quota, string? Refusal)
{
    /// <summary>The evaluations that one person may have in 24 hours, unless something else is said.</summary>
    public const int UsualQuota = 10;

    /// <summary>The most that can be counted.</summary>
    public const int LargestQuota = 100;

    private const string BotSuffix = "[bot]";

    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>Whether the requester may write to the repository.</summary>
    public required bool MayWrite { get; init; }

    /// <summary>Asks GitHub.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="run">The run that evaluates.</param>
    /// <param name="workflow">The file of its workflow.</param>
    /// <param name="quota">How many a person may have in 24 hours.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="GitHubException">GitHub does not say.</exception>
    public static async Task<RunAdmission> Decide(GitHubRepository repository, EvaluationRun run, string workflow, int quota, DateTimeOffset now)
    {
        if (run.Requester is not { } requester || !Login().IsMatch(requester))
            return new RunAdmission(null, 0, quota, "GitHub does not say who asked for the evaluation") { MayWrite = false };
        if (requester.EndsWith(BotSuffix, StringComparison.Ordinal))
        {
            return new RunAdmission(requester, 0, quota, $"{requester} asked for the evaluation, and apps may not: give the label yourself")
            {
                MayWrite = false,
            };
        }

        var mayWrite = await repository.PermissionOf(requester).ConfigureAwait(false) is "admin" or "write";
        if (!mayWrite)
        {
            return new RunAdmission(requester, 0, quota, $"{requester} asked for the evaluation, and may not write to this repository")
            {
                MayWrite = false,
            };
        }

        var recent = await repository.RunsOf(Path.GetFileName(workflow), new RunFilter
        {
            Event = "pull_request",
            Actor = requester,
        }).ConfigureAwait(false);
        var number = run.Attempt + recent.Where(other => other.Id < run.Id && other.CreatedAt >= now - Day && HasCost(other)).Sum(static other => other.Attempt);
        return new RunAdmission(requester, number, quota, number <= quota ? null : string.Create(
            CultureInfo.InvariantCulture, $"{requester} has had {quota} evaluations in the last 24 hours, which is all that one person may have"))
        {
            MayWrite = true,
        };
    }

    /// <summary>Runs for other labels are skipped, and those that nobody approved have not begun.</summary>
    private static bool HasCost(WorkflowRun run) => run.Conclusion is not ("skipped" or "action_required");

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,100}(\[bot\])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Login();
}
