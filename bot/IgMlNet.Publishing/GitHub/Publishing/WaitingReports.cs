using System.Globalization;
using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Actions;
using IgMlNet.Publishing.GitHub.Api;
using IgMlNet.Publishing.GitHub.PullRequests;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Publishing.GitHub.Publishing;

/// <summary>
/// Publishes again the runs whose reports could not compare with their base: after the base was evaluated. That it is asked for says
/// nothing about which these are; the comments do. It starts no evaluation, so that none can go round in a circle.
/// </summary>
internal sealed class WaitingReports(
    GitHubConnection connection, PublishSettings settings, ActionsEnvironment actions, TerminalOutput terminal)
{
    /// <summary>How long the artifacts of runs are kept that evaluate pull requests: what is older cannot be published again.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Publishes what waits. One that fails does not keep the others from it.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="GitHubException">GitHub did not do what was asked of it.</exception>
    public async Task<int> Publish(CancellationToken cancellationToken)
    {
        var repository = connection.Open(cancellationToken);
        var since = connection.Time.GetUtcNow() - Kept;
        var runs = await repository.RunsOf(Path.GetFileName(settings.Workflow), new RunFilter
        {
            Event = "pull_request",
            Status = "success",
        }).ConfigureAwait(false);
        var (published, worst) = (0, ExitCode.Success);
        foreach (var run in runs.Where(run => run.CreatedAt >= since).DistinctBy(static run => (run.HeadRepository?.Id, run.HeadCommit)))
        {
            if (!await IsWaiting(repository, run).ConfigureAwait(false))
                continue;
            terminal.Line($"Again    run {run.Id}");
            published++;
            worst = Math.Max(worst, await PublishAgain(run, cancellationToken).ConfigureAwait(false));
        }

        terminal.Line($"{published} of {runs.Count} runs waited for results of their base.");
        return worst;
    }

    /// <summary>Whether the comment of its pull request is of that run, and without a base.</summary>
    private async Task<bool> IsWaiting(GitHubRepository repository, WorkflowRun run)
    {
        EvaluationRun evaluation;
        try
        {
            evaluation = EvaluationRun.FromWorkflowRun(connection, run, settings.Workflow);
        }
        catch (InputException)
        {
            return false;
        }

        if ((await PullRequestResolver.Resolve(repository, evaluation).ConfigureAwait(false)).PullRequest is not { } open)
            return false;
        var shown = await new StickyComment(repository, settings.Author).NewestMarker(open.Number, settings.Key).ConfigureAwait(false);
        return shown is { Age: { Detail: ReportDetail.Results } age } && age.Run == evaluation.Id && age.Attempt == evaluation.Attempt;
    }

    private async Task<int> PublishAgain(WorkflowRun run, CancellationToken cancellationToken)
    {
        var again = settings with
        {
            StartsBackfill = false,
            Out = Path.Combine(settings.Out, string.Create(CultureInfo.InvariantCulture, $"run-{run.Id}")),
        };
        try
        {
            return await new Publisher(connection, again, actions, terminal).Publish(run.Id, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InputException or IncompleteEvaluationException or GitHubException)
        {
            terminal.Line($"Run {run.Id} could not be published again: {e.Message}");
            return e is GitHubException ? ExitCode.GitHubFailed : ExitCode.Success;
        }
    }
}
