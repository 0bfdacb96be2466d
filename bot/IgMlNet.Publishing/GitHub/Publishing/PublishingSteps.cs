using IgMlNet.IO;
using IgMlNet.Reporting.Markdown;

namespace IgMlNet.Publishing.GitHub.Publishing;

/// <summary>The steps of publishing a report, each of which survives the failure of the others.</summary>
/// <param name="terminal">Takes a line about each that failed.</param>
internal sealed class PublishingSteps(TerminalOutput terminal)
{
    private readonly List<string> _done = [];
    private readonly List<string> _failed = [];

    /// <summary>The exit code, by the gravest failure.</summary>
    public int ExitCode { get; private set; } = CommandLine.ExitCode.Success;

    /// <summary>What was done, for someone who interrupted it.</summary>
    public string Done => _done.Count == 0
        ? "No report was written, and the check says that it was interrupted. Run the same command again."
        : $"Written: {string.Join(", ", _done)}. Run the same command again for the rest.";

    /// <summary>What was not done, as a paragraph; nothing where all was.</summary>
    public MarkdownText? Missing => _failed.Count == 0
        ? null
        : (MarkdownText)$"**Not done**: {MarkdownText.Join($"; ", _failed.Select(static failure => MarkdownText.Shortened(failure, 300)))}.";

    /// <summary>Does a step. A failure of GitHub, or of a file, is kept.</summary>
    /// <param name="what">What it writes.</param>
    /// <param name="step">The step.</param>
    public Task Try(string what, Func<Task> step) => Look(what, async () =>
    {
        await step().ConfigureAwait(false);
        _done.Add(what);
    });

    /// <summary>Does a step that only reads.</summary>
    /// <param name="what">What it looks for.</param>
    /// <param name="step">The step.</param>
    public async Task Look(string what, Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (GitHubException e)
        {
            Fail(what, e, CommandLine.ExitCode.GitHubFailed);
        }
        catch (InputException e)
        {
            Fail(what, e, CommandLine.ExitCode.UnusableInput);
        }
    }

    /// <summary>Does a step that waits for nothing.</summary>
    public Task Try(string what, Action step) => Try(what, () =>
    {
        step();
        return Task.CompletedTask;
    });

    /// <summary>Keeps a failure that was dealt with elsewhere.</summary>
    public void Fail(int exitCode) => ExitCode = Math.Max(ExitCode, exitCode);

    private void Fail(string what, Exception exception, int exitCode)
    {
        _failed.Add($"{what} ({exception.Message})");
        terminal.Line($"Not done {what}: {exception.Message}");
        Fail(exitCode);
    }
}
