using System.Collections.Immutable;
using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Api;
using IgMlNet.Publishing.GitHub.Baselines;
using IgMlNet.Publishing.GitHub.PullRequests;
using IgMlNet.Reporting.Comments;
using IgMlNet.Reporting.Leaderboards.History;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Publishing.GitHub.Publishing;

/// <summary>Puts results beside what GitHub knows of their pull request: how far to believe them, and the base's results.</summary>
internal sealed class PullRequestContext(
    GitHubRepository repository, GitHubConnection connection, PublishSettings settings, TerminalOutput terminal)
{
    private const string HistoryPath = $"leaderboard/{LeaderboardHistory.FileName}";

    /// <summary>The results with all that a report says besides.</summary>
    /// <param name="head">The results of the head.</param>
    /// <param name="pull">The pull request; null where it is not known, and then the numbers are a claim without a base.</param>
    /// <param name="run">The run that evaluated.</param>
    /// <param name="details">Where more is; null for nowhere.</param>
    public async Task<PullRequestResults> Of(RobustnessReport head, PullRequest? pull, EvaluationRun run, Uri? details)
    {
        var results = new PullRequestResults
        {
            Head = head,
            Base = null,
            HeadCommit = run.HeadCommit,
            BaseCommit = null,
            Margin = settings.Margin,
            Tier = TrustTier.Claimed,
            ClaimedBecause = ImmutableArray<string>.Empty,
            RunPage = run.Page,
            DetailsPage = details,

            // The run uploads them when this is done, and no artifact has an address before.
            FilesPage = details is null ? null : new Uri(details, "#artifacts"),
        };
        if (pull is null)
            return results;

        // What the evaluated commit changes, whatever the pull request is at by now.
        if (await IfTold(async () => await repository.Compare(pull.BaseCommit, run.HeadCommit).ConfigureAwait(false)).ConfigureAwait(false) is not { } changes)
            return results with { ClaimedBecause = ["GitHub does not list what its commit changes"] };
        var (tier, because) = settings.DataPaths.TierOf(changes.Files);
        var (commit, defaultBranch) = (changes.MergeBase, pull.DefaultBranch);
        var stored = await IfTold(() => new StoredResults(repository, settings.ResultsBranch, settings.ResultsArtifacts)
            .Of(commit, defaultBranch, line => terminal.Line(line))).ConfigureAwait(false);
        return results with
        {
            Tier = tier,
            ClaimedBecause = because,
            BaseCommit = commit,
            Base = stored,
            Courses = stored is null ? [] : await Courses(stored, defaultBranch).ConfigureAwait(false),
            BaseEvaluation = stored is null && pull.BaseBranch == defaultBranch ? await Evaluation(run, commit, defaultBranch).ConfigureAwait(false) : null,
        };
    }

    /// <summary>Asks GitHub for something without which the results of the head are reported all the same.</summary>
    private async Task<T?> IfTold<T>(Func<Task<T?>> ask)
        where T : class
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (GitHubException e)
        {
            terminal.Line($"Base     not known: {e.Message}");
            return null;
        }
    }

    /// <summary>How the base's variants went on the default branch, by the history of its leaderboard.</summary>
    private async Task<ImmutableArray<BranchCourse>> Courses(RobustnessReport stored, string defaultBranch)
    {
        try
        {
            return await IfTold(() => repository.File(HistoryPath, defaultBranch)).ConfigureAwait(false) is { } file
                ? BranchCourse.FromHistory(stored, LeaderboardHistory.Parse(file, $"{HistoryPath} on {defaultBranch}"))
                : [];
        }
        catch (InputException e)
        {
            terminal.Line($"The history of {defaultBranch} cannot be used: {e.Message}");
            return [];
        }
    }

    private async Task<BaseEvaluation?> Evaluation(EvaluationRun run, string commit, string defaultBranch)
    {
        if (settings.Backfill is not { } workflow)
            return null;
        try
        {
            return await Evaluation(workflow, run, commit, defaultBranch).ConfigureAwait(false);
        }
        catch (GitHubException e)
        {
            // The results of the head are reported all the same.
            terminal.Line($"Base     {commit} has no results, and whether it is evaluated is not known: {e.Message}");
            return null;
        }
    }

    private async Task<BaseEvaluation?> Evaluation(string workflow, EvaluationRun run, string commit, string defaultBranch)
    {
        var backfill = new Backfill(repository, connection, workflow);
        var admission = await RunAdmission.Decide(repository, run, settings.Workflow, settings.Quota, connection.Time.GetUtcNow()).ConfigureAwait(false);
        if (!admission.MayWrite)
            terminal.Line($"Base     no evaluation of {commit} is started: {admission.Refusal}");
        return settings.StartsBackfill && admission.MayWrite
            ? await backfill.Ask(commit, defaultBranch).ConfigureAwait(false)
            : await backfill.Look(commit, defaultBranch).ConfigureAwait(false);
    }
}
