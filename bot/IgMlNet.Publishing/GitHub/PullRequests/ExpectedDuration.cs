using IgMlNet.Publishing.GitHub.Api;

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
        var done = await repository.RunsOf(Path.GetFileName(workflow), new RunFilter
        {
            Event = "pull_request",
            Status = "success",
        }).ConfigureAwait(false);
        var times = done.Where(static other => other.UpdatedAt > other.StartedAt).ToLookup(
            other => LabelOf(other.Title) == LabelOf(run.Title), static other => other.UpdatedAt - other.StartedAt);
        var like = (times[true].Any() ? times[true] : times[false]).Take(MostRuns).Order().ToList();
        return like.Count == 0 ? null : new ExpectedDuration(like[like.Count / 2], like.Count);
    }

    /// <summary>The label that asked for a run, by its title: what it says up to a colon.</summary>
    public static string LabelOf(string? title) => title?.Split(':')[0] ?? "";
}
