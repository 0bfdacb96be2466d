using System.Globalization;
using System.Text;
using IgMlNet.Publishing.GitHub.PullRequests;
using Octokit;

namespace IgMlNet.Publishing.GitHub.Publishing;

/// <summary>
/// The check run of an evaluation: in progress from when it is first heard of, and concluded whatever happens. It stands on the commit
/// that was evaluated, so that it stays right when the pull request moves on.
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="name">The check's name, by which a branch can require it.</param>
/// <param name="author">The login of the bot, of whose app the check run is.</param>
/// <param name="say">Takes a line where the token may not write check runs; there are none then.</param>
internal sealed class CheckRunReport(GitHubRepository repository, string name, string author, Action<string> say)
{
    /// <summary>The most bytes of a check run's summary: GitHub takes 65,535.</summary>
    public const int LargestSummary = 60_000;

    private const int LongestTitle = 200;
    private const string BotSuffix = "[bot]";

    private long? _id;
    private bool _isRefused;

    /// <summary>Whether there is one to conclude.</summary>
    public bool IsBegun => _id is not null;

    /// <summary>Finds the unfinished check run of an earlier event, if there is one; leftovers of earlier attempts are closed.</summary>
    public Task Find(EvaluationRun run) => UnlessRefused(async () =>
    {
        var unfinished = (await repository.CheckRuns(run.HeadCommit, name).ConfigureAwait(false))
            .Where(check => check.Status.Value != CheckStatus.Completed && check.App?.Slug == Slug())
            .OrderByDescending(static check => check.Id)
            .ToList();
        _id = unfinished.FirstOrDefault()?.Id;
        foreach (var leftover in unfinished.Skip(1))
            await Finish(leftover.Id, CheckConclusion.Cancelled, "Superseded", "A later attempt has taken over.", null).ConfigureAwait(false);
    });

    /// <summary>Shows that the evaluation is being worked on.</summary>
    public Task Begin(EvaluationRun run, string title, string summary, Uri? details) => UnlessRefused(async () =>
    {
        if (_id is { } id)
        {
            await repository.UpdateCheck(id, new CheckRunUpdate
            {
                Status = CheckStatus.InProgress,
                ExternalId = ExternalId(run),
                DetailsUrl = details?.AbsoluteUri,
                Output = new NewCheckRunOutput(title, summary),
            }).ConfigureAwait(false);
            return;
        }

        var check = await repository.CreateCheck(new NewCheckRun(name, run.HeadCommit)
        {
            Status = CheckStatus.InProgress,
            ExternalId = ExternalId(run),
            DetailsUrl = details?.AbsoluteUri,
            Output = new NewCheckRunOutput(title, summary),
        }).ConfigureAwait(false);
        _id = check.Id;
    });

    /// <summary>Concludes it; does nothing where none was begun.</summary>
    /// <param name="conclusion">How.</param>
    /// <param name="title">The result in a line.</param>
    /// <param name="summary">The report, Markdown of at most <see cref="LargestSummary"/> bytes.</param>
    /// <param name="details">Where more is; null for nowhere.</param>
    public async Task Conclude(CheckConclusion conclusion, string title, string summary, Uri? details)
    {
        if (_id is not { } id)
            return;
        await Finish(id, conclusion, title, summary, details).ConfigureAwait(false);
        _id = null;
    }

    /// <summary>Tokens of people cannot write check runs; comment and summary are written all the same.</summary>
    private async Task UnlessRefused(Func<Task> request)
    {
        if (_isRefused)
            return;
        try
        {
            await request().ConfigureAwait(false);
        }
        catch (GitHubException e) when (e.IsRefusal)
        {
            _isRefused = true;
            say($"Check    none: {e.Message}");
        }
    }

    private static string ExternalId(EvaluationRun run) => string.Create(CultureInfo.InvariantCulture, $"{run.Id}.{run.Attempt}");

    private string Slug() => author.EndsWith(BotSuffix, StringComparison.Ordinal) ? author[..^BotSuffix.Length] : author;

    private Task<CheckRun> Finish(long id, CheckConclusion conclusion, string title, string summary, Uri? details)
    {
        if (Encoding.UTF8.GetByteCount(summary) > LargestSummary)
            throw new ArgumentException($"The summary has more than {LargestSummary} bytes.", nameof(summary));
        return repository.UpdateCheck(id, new CheckRunUpdate
        {
            Status = CheckStatus.Completed,
            Conclusion = conclusion,
            DetailsUrl = details?.AbsoluteUri,
            Output = new NewCheckRunOutput(title.Length <= LongestTitle ? title : title[..(LongestTitle - 1)] + "…", summary),
        });
    }
}
