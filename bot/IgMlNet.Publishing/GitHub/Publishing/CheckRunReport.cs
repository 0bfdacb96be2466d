using System.Text;
using IgMlNet.Publishing.GitHub.Api;
using IgMlNet.Publishing.GitHub.PullRequests;

namespace IgMlNet.Publishing.GitHub.Publishing;

/// <summary>
/// The check run of an evaluation, on the commit that was evaluated, so that it stays right when the pull request moves on. GitHub shows the
/// newest check run of a name: so the newest of ours on a commit always has the best report on it, whichever run it was made for.
/// <para>
/// Check runs are known by their external id, which holds the run. Jobs of workflows are check runs of the same app and may have any
/// name; their ids have another form, and they are left alone. A check run that GitHub refuses keeps nothing else from being written.
/// </para>
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="name">The check's name, by which a branch can require it.</param>
/// <param name="author">The login of the bot, of whose app the check run is.</param>
/// <param name="run">The run that evaluated.</param>
/// <param name="say">Takes a line where GitHub refuses something.</param>
internal sealed class CheckRunReport(GitHubRepository repository, string name, string author, EvaluationRun run, Action<string> say)
{
    /// <summary>The most bytes of a check run's summary: GitHub takes 65,535.</summary>
    public const int LargestSummary = 60_000;

    private const int LongestTitle = 200;
    private const string BotSuffix = "[bot]";

    private readonly ReportAge _begun = new(run.HeadCommit, run.Id, run.Attempt, ReportDetail.Note, 0);
    private long? _id;
    private bool _isRefused;

    /// <summary>Whether there is one that goes on.</summary>
    public bool IsBegun => _id is not null;

    /// <summary>Whether GitHub did something else than refuse: then it may be worth a second try.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Finds the unfinished check run of this attempt, if there is one; those of earlier attempts are closed.</summary>
    public Task Find() => UnlessRefused(async () =>
    {
        var unfinished = (await Own().ConfigureAwait(false)).Where(entry => !entry.Check.IsCompleted && entry.Age.Run == run.Id).ToList();
        _id = unfinished.Find(entry => entry.Age.IsOfSameAttempt(_begun)).Check?.Id;
        foreach (var (check, age) in unfinished.Where(entry => entry.Age.Attempt < run.Attempt || (entry.Age.IsOfSameAttempt(_begun) && entry.Check.Id != _id)))
            await Update(check.Id, age, CheckConclusion.Cancelled, "Superseded", "A later attempt has taken over.", null).ConfigureAwait(false);
    });

    /// <summary>Shows that the evaluation is being worked on. A check run that was concluded for this attempt stays as it is until the end.</summary>
    public Task Begin(string title, string summary, Uri? details) => UnlessRefused(async () =>
    {
        var content = Content(_begun, null, title, summary, details);
        if (_id is { } id)
            await repository.UpdateCheck(id, content).ConfigureAwait(false);
        else if (!(await Own().ConfigureAwait(false)).Exists(entry => entry.Age.IsOfSameAttempt(_begun)))
            _id = await Create(content).ConfigureAwait(false);
    });

    /// <summary>Concludes it. Where the commit has a better report already, it shows that one.</summary>
    /// <param name="detail">How much the report shows.</param>
    /// <param name="images">The number of images; 0 without results.</param>
    /// <param name="conclusion">How.</param>
    /// <param name="title">The result in a line.</param>
    /// <param name="summary">The report, Markdown of at most <see cref="LargestSummary"/> bytes.</param>
    /// <param name="details">Where more is; null for nowhere.</param>
    public Task Conclude(ReportDetail detail, int images, CheckConclusion conclusion, string title, string summary, Uri? details) => UnlessRefused(async () =>
    {
        var age = _begun with { Detail = detail, Images = images };
        var own = await Own().ConfigureAwait(false);
        var mine = own.FindLast(entry => entry.Age.IsOfSameAttempt(age));
        var others = own.Where(entry => entry.Check.IsCompleted && !entry.Age.IsOfSameAttempt(age)).ToList();

        // That a later run failed is news, which results of an earlier one do not hide.
        var isNews = conclusion == CheckConclusion.Failure && !others.Exists(entry => (entry.Age.Run, entry.Age.Attempt).CompareTo((age.Run, age.Attempt)) > 0);
        var content = !isNews && others.OrderBy(static entry => entry.Age, ByAge).LastOrDefault() is { Check: { } better, Age: { } hers } && hers.CompareTo(age) > 0
            ? Content(hers, ConclusionOf(better), better.Title, better.Summary, details)
            : Content(age, conclusion, title, summary, details);
        _id ??= mine.Check?.Id;

        // What GitHub shows is the newest: one of a run that goes on is left to it.
        var shown = own.LastOrDefault();
        if (shown.Check is { IsCompleted: true } && shown.Check.Id > _id && shown.Age.CompareTo(age) < 0)
            await repository.UpdateCheck(shown.Check.Id, content with { ExternalId = shown.Check.ExternalId }).ConfigureAwait(false);
        await Write(content).ConfigureAwait(false);
        _id = null;
    });

    /// <summary>Shows at once that nothing was evaluated, and how to ask for it, so that a branch may require the check; leaves others of ours alone.</summary>
    public Task Invite(string title, string summary) => UnlessRefused(async () =>
    {
        if ((await Own().ConfigureAwait(false)).Count == 0)
            await Create(Content(_begun, CheckConclusion.Neutral, title, summary, run.Page)).ConfigureAwait(false);
    });

    /// <summary>Concludes one that was begun for this attempt, which turned out to evaluate nothing; does nothing where there is none.</summary>
    public Task Withdraw(string title, string summary) =>
        _id is null ? Task.CompletedTask : Conclude(ReportDetail.Note, 0, CheckConclusion.Neutral, title, summary, run.Page);

    /// <summary>Tokens of people cannot write check runs, and a job may have the name: comment and summary are written all the same.</summary>
    private async Task UnlessRefused(Func<Task> request)
    {
        if (_isRefused)
            return;
        try
        {
            await request().ConfigureAwait(false);
        }
        catch (GitHubException e)
        {
            _isRefused = e.IsRefusal;
            HasFailed |= !e.IsRefusal && e.Problem != GitHubProblem.Unprocessable;
            say($"Check    {(_id is null ? "none" : "not written")}: {e.Message}");
        }
    }

    /// <summary>Makes one. A request that failed may have been done all the same: that is looked for before it is tried once more.</summary>
    private async Task<long> Create(CheckContent content)
    {
        try
        {
            return (await repository.CreateCheck(name, run.HeadCommit, content).ConfigureAwait(false)).Id;
        }
        catch (GitHubException e) when (e.Problem is GitHubProblem.Fault or GitHubProblem.Unreachable)
        {
            var made = (await Own().ConfigureAwait(false)).FindLast(entry => entry.Check.ExternalId == content.ExternalId).Check;
            return made?.Id ?? (await repository.CreateCheck(name, run.HeadCommit, content).ConfigureAwait(false)).Id;
        }
    }

    /// <summary>Changes ours; where that is refused, or there is none, makes one.</summary>
    private async Task Write(CheckContent content)
    {
        if (_id is { } id)
        {
            try
            {
                await repository.UpdateCheck(id, content).ConfigureAwait(false);
                return;
            }
            catch (GitHubException e) when (e.Problem is GitHubProblem.NotFound or GitHubProblem.NotPermitted or GitHubProblem.Unprocessable)
            {
                say($"Check    {id} is not ours to change: {e.Message}");
            }
        }

        await Create(content).ConfigureAwait(false);
    }

    /// <summary>Our check runs of this name on the commit, the oldest first.</summary>
    private async Task<List<(CheckRun Check, ReportAge Age)>> Own() =>
    [
        .. (await repository.CheckRuns(run.HeadCommit, name).ConfigureAwait(false))
            .Where(check => check.App == Slug())
            .Select(check => (Check: check, Age: ReportAge.ParseCheckId(run.HeadCommit, check.ExternalId)!))
            .Where(static entry => entry.Age is not null)
            .OrderBy(static entry => entry.Check.Id),
    ];

    private static Comparer<ReportAge> ByAge { get; } = Comparer<ReportAge>.Create(static (one, other) => one.CompareTo(other));

    private static CheckConclusion ConclusionOf(CheckRun check) => check.Conclusion switch
    {
        "success" => CheckConclusion.Success,
        "failure" => CheckConclusion.Failure,
        "action_required" => CheckConclusion.ActionRequired,
        "cancelled" => CheckConclusion.Cancelled,
        _ => CheckConclusion.Neutral,
    };

    private string Slug() => author.EndsWith(BotSuffix, StringComparison.Ordinal) ? author[..^BotSuffix.Length] : author;

    private Task Update(long id, ReportAge age, CheckConclusion conclusion, string title, string summary, Uri? details) =>
        repository.UpdateCheck(id, Content(age, conclusion, title, summary, details));

    private static CheckContent Content(ReportAge age, CheckConclusion? conclusion, string title, string summary, Uri? details)
    {
        if (Encoding.UTF8.GetByteCount(summary) > LargestSummary)
            throw new ArgumentException($"The summary has more than {LargestSummary} bytes.", nameof(summary));
        return new CheckContent
        {
            Conclusion = conclusion,
            ExternalId = age.ToCheckId(),
            Details = details,
            Title = title.Length <= LongestTitle ? title : title[..(LongestTitle - 1)] + "…",
            Summary = summary,
        };
    }
}
