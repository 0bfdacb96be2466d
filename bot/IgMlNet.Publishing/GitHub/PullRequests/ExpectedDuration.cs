using Octokit;

namespace IgMlNet.Publishing.GitHub.PullRequests;

/// <summary>How long an evaluation is going to take: as long as the last ones did. Only a hint; pull requests are of different sizes.</summary>
/// <param name="Median">The median of their wall times, waiting for a machine included.</param>
/// <param name="Runs">How many they are.</param>
internal sealed record ExpectedDuration(TimeSpan Median, int Runs)
{
    private const int MostRuns = 10;

    /// <summary>
    /// By the last successful runs of the same kind, which is what their titles say up to a colon: a hundred images take less than all.
    /// Where there are none, by all; null where there are none either.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="run">The run that evaluates.</param>
    /// <param name="workflow">The file of its workflow.</param>
    public static async Task<ExpectedDuration?> Estimate(GitHubRepository repository, EvaluationRun run, string workflow)
    {
        var done = await repository.RunsOf(Path.GetFileName(workflow), new WorkflowRunsRequest
        {
            Event = "pull_request",
            Status = CheckRunStatusFilter.Success,
        }).ConfigureAwait(false);
        var times = done.Where(static other => other.UpdatedAt > other.RunStartedAt).ToLookup(
            other => KindOf(other.DisplayTitle) == KindOf(run.Title), static other => other.UpdatedAt - other.RunStartedAt);
        var like = (times[true].Any() ? times[true] : times[false]).Take(MostRuns).Order().ToList();
        return like.Count == 0 ? null : new ExpectedDuration(like[like.Count / 2], like.Count);
    }

    private static string KindOf(string? title) => title?.Split(':')[0] ?? "";
}
