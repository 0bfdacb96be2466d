using System.Globalization;
using System.Text;
using System.Text.Json;
using IgMlNet.IO;

namespace IgMlNet.Publishing.GitHub.Actions;

/// <summary>What a step of a workflow is told by its environment, and what it tells by files.</summary>
/// <param name="variable">Looks an environment variable up.</param>
internal sealed class ActionsEnvironment(Func<string, string?> variable)
{
    /// <summary>
    /// The most bytes of a summary that are written: GitHub shows none that is longer than 1 MiB, and has been seen not to show one of
    /// exactly that.
    /// </summary>
    public const int LargestSummary = 900_000;

    private const string EventPath = "GITHUB_EVENT_PATH";
    private const long LargestEvent = 32 << 20;

    /// <summary>The environment of this process.</summary>
    public static ActionsEnvironment OfProcess { get; } = new(Environment.GetEnvironmentVariable);

    /// <summary>Looks an environment variable up.</summary>
    public Func<string, string?> Variable => variable;

    /// <summary>What started the workflow; null outside of one.</summary>
    public string? EventName => variable("GITHUB_EVENT_NAME") is { Length: > 0 } name ? name : null;

    /// <summary>This run of the workflow, and which attempt of it; null outside of one.</summary>
    public (long Id, int Attempt)? Run => Number("GITHUB_RUN_ID") is { } id ? (id, (int)(Number("GITHUB_RUN_ATTEMPT") ?? 1)) : null;

    /// <summary>The page of this run; null outside of one.</summary>
    public Uri? RunPage(GitHubConnection connection) => Run is { } run
        ? connection.Endpoint.Page(connection.Repository, string.Create(CultureInfo.InvariantCulture, $"actions/runs/{run.Id}"))
        : null;

    /// <summary>The run whose end or beginning started this workflow, by the event's file, which GitHub writes.</summary>
    /// <exception cref="InputException">There is no such file, or it is of another event.</exception>
    public long RunOfEvent()
    {
        const string remedy = "Give --run, or call it from a workflow on workflow_run";
        var path = variable(EventPath) ?? throw new InputException("--run", "no run is named", remedy);
        try
        {
            using var json = JsonDocument.Parse(RegularFile.ReadAllBytes(path, LargestEvent, remedy), new JsonDocumentOptions { MaxDepth = 64 });
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("workflow_run", out var run) && run.ValueKind == JsonValueKind.Object
                && run.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number)
                ? number
                : throw new InputException(EventPath, "is of no workflow_run event", remedy);
        }
        catch (JsonException e)
        {
            throw new InputException(path, $"is not JSON: {e.Message.TrimEnd('.')}", remedy, innerException: e);
        }
    }

    /// <summary>Adds to the step's summary; does nothing outside of a workflow.</summary>
    public void Summarize(string markdown) => Append("GITHUB_STEP_SUMMARY", markdown.TrimEnd('\n') + "\n\n");

    /// <summary>Sets an output of the step; does nothing outside of a workflow.</summary>
    /// <param name="name">Its name: a word of ours.</param>
    /// <param name="value">Its value, whatever it holds.</param>
    public void Output(string name, string value)
    {
        // No value can know where it will end.
        var end = $"end-{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16))}";
        Append("GITHUB_OUTPUT", $"{name}<<{end}\n{value}\n{end}\n");
    }

    private void Append(string file, string text)
    {
        if (variable(file) is not { Length: > 0 } path)
            return;
        try
        {
            File.AppendAllText(path, text, new UTF8Encoding(false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(file, $"cannot be written: {e.Message.TrimEnd('.')}", innerException: e);
        }
    }

    private long? Number(string name) =>
        long.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
