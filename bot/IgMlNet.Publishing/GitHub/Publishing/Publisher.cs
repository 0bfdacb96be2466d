using System.Globalization;
using System.Text;
using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Actions;
using IgMlNet.Publishing.GitHub.Api;
using IgMlNet.Publishing.GitHub.Intake;
using IgMlNet.Publishing.GitHub.PullRequests;
using IgMlNet.Publishing.Reports;
using IgMlNet.Reporting.Comments;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Shards;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Publishing.GitHub.Publishing;

/// <summary>
/// Publishes what the run of a workflow evaluated: takes its artifacts in, finds the pull request, compares with the base, and
/// writes comment, summary and check run. Whatever goes wrong, a check run that was begun is concluded.
/// </summary>
internal sealed class Publisher(
    GitHubConnection connection, PublishSettings settings, ActionsEnvironment actions, TerminalOutput terminal)
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(20);

    private readonly Uri? _details = actions.RunPage(connection);

    /// <summary>Publishes a run.</summary>
    /// <param name="id">The run of the workflow that evaluated.</param>
    /// <param name="cancellationToken">Ends it; a check run that was begun is concluded all the same.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="InputException">The run or its artifacts are not as they must be; the pull request has no comment about it.</exception>
    /// <exception cref="IncompleteEvaluationException">Shards are missing, which the comment says.</exception>
    /// <exception cref="GitHubException">GitHub does not give what a report needs.</exception>
    /// <exception cref="InterruptedException">It was cancelled.</exception>
    public async Task<int> Publish(long id, CancellationToken cancellationToken)
    {
        var repository = connection.Open(cancellationToken);
        var run = EvaluationRun.FromWorkflowRun(connection, await repository.Run(id).ConfigureAwait(false), settings.Workflow);
        var check = Check(repository, run);
        if (run.IsOfMergeQueue)
        {
            await check.Invite("Not evaluated in a merge queue", "The check of the pull request has its evaluation.").ConfigureAwait(false);
            terminal.Line($"Run {run.Id} is of a merge queue, where nothing is evaluated.");
            return check.HasFailed ? ExitCode.GitHubFailed : ExitCode.Success;
        }

        if (run.Conclusion is null)
            return await Announce(repository, run, check).ConfigureAwait(false);
        await check.Find().ConfigureAwait(false);
        if (run.Conclusion == "action_required")
        {
            terminal.Line($"Run {run.Id} waits for approval; there is nothing to publish yet.");
            return ExitCode.Success;
        }

        if (run.Conclusion == "skipped")
        {
            const string title = "Not evaluated";
            var summary = $"To have it evaluated, give the pull request the label {string.Join(" or ", settings.Labels.Select(MarkdownText.Code))}.";
            await check.Withdraw(title, summary).ConfigureAwait(false);
            await check.Invite(title, summary).ConfigureAwait(false);
            terminal.Line($"Run {run.Id} was skipped; there is nothing to publish.");
            return ExitCode.Success;
        }

        var steps = new PublishingSteps(terminal);
        try
        {
            if (run.HeadRepository is null)
                throw new InputException($"run {run.Id}", "comes from a repository that is gone", "Open the pull request again from a repository that exists");
            await check.Begin("Being published", "The results are being merged and compared.", _details).ConfigureAwait(false);
            return await Publish(repository, run, check, steps, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            if (check.IsBegun)
                await ConcludeAfter(e, run).ConfigureAwait(false);
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
                throw new InterruptedException(steps.Done);
            throw;
        }
    }

    /// <summary>Shows that an evaluation goes on; one that another label started will be skipped, and has no check.</summary>
    private async Task<int> Announce(GitHubRepository repository, EvaluationRun run, CheckRunReport check)
    {
        if (!settings.Labels.Contains(ExpectedDuration.LabelOf(run.Title), StringComparer.Ordinal))
        {
            terminal.Line($"Run {run.Id} was started by another label than {string.Join(", ", settings.Labels)}; it has no check.");
            return ExitCode.Success;
        }

        await check.Find().ConfigureAwait(false);
        await check.Begin("Being evaluated", await Expectation(repository, run).ConfigureAwait(false), run.Page).ConfigureAwait(false);
        terminal.Line(check.IsBegun ? $"Run {run.Id} is not done; its check is in progress." : $"Run {run.Id} is not done.");
        return check.HasFailed ? ExitCode.GitHubFailed : ExitCode.Success;
    }

    private async Task<int> Publish(
        GitHubRepository repository, EvaluationRun run, CheckRunReport check, PublishingSteps steps, CancellationToken cancellationToken)
    {
        var comments = new PullRequestComments(repository, settings.Key, settings.Author, terminal, age => IsReal(repository, age));
        var resolved = new ResolvedPullRequest(PullRequestMatch.None, null);
        await steps.Look("the search for the pull request", async () =>
            resolved = await PullRequestResolver.Resolve(repository, run).ConfigureAwait(false)).ConfigureAwait(false);
        RobustnessReport head;
        try
        {
            if (run.Conclusion != "success")
                throw new IncompleteEvaluationException($"{(await Admission(repository, run).ConfigureAwait(false))?.Refusal ?? $"the evaluation ended with {run.Conclusion}"}.");
            head = await ShardArtifacts.Merge(repository, run, settings.Artifacts).ConfigureAwait(false);
        }
        catch (IncompleteEvaluationException e)
        {
            var note = new PullRequestNote(e.Message.TrimEnd('.'), run.HeadCommit, run.Page);
            await steps.Try("the comment", () => comments.Write(resolved, run, ReportDetail.Note, 0, _ => note.Render())).ConfigureAwait(false);
            await steps.Try("the step's summary", () => Summarize(note.Render())).ConfigureAwait(false);
            throw;
        }

        var results = await new PullRequestContext(repository, connection, settings, terminal)
            .Of(head, resolved.PullRequest, run, _details).ConfigureAwait(false);
        var verdict = PullRequestVerdict.FromResults(results);
        var detail = results.Base is null ? ReportDetail.Results : ReportDetail.Comparison;
        var images = head.Dataset.Images;
        var change = CommentChange.Refused;
        await steps.Try("the comment", async () => change = await comments.Write(
            resolved, run, detail, images, bytes => PullRequestComment.RenderWithin(verdict, bytes)).ConfigureAwait(false)).ConfigureAwait(false);
        if (change == CommentChange.Refused && settings.WhenRefused == WhenRefused.Fail)
            steps.Fail(ExitCode.GitHubFailed);
        cancellationToken.ThrowIfCancellationRequested();
        await steps.Try("the step's summary", () => Summarize(PullRequestSummary.RenderWithin(verdict, ActionsEnvironment.LargestSummary))).ConfigureAwait(false);
        await steps.Try($"the files in {settings.Out}", () => WriteFiles(head)).ConfigureAwait(false);
        await steps.Try("the step's outputs", () => Tell(verdict, resolved, run)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await check.Conclude(detail, images, ConclusionOf(verdict), PullRequestComment.TitleOf(verdict), SummaryOf(verdict, steps), _details ?? run.Page)
            .ConfigureAwait(false);
        return Math.Max(steps.ExitCode, check.HasFailed ? ExitCode.GitHubFailed : ExitCode.Success);
    }

    private CheckRunReport Check(GitHubRepository repository, EvaluationRun run) =>
        new(repository, settings.Key, settings.Author, run, line => terminal.Line(line));

    /// <summary>The report for the check, with what was not done at its end.</summary>
    private static string SummaryOf(PullRequestVerdict verdict, PublishingSteps steps)
    {
        var missing = new MarkdownWriter();
        if (steps.Missing is { } paragraph)
            missing.Paragraph(paragraph);
        var end = missing.ToString();
        var report = PullRequestComment.RenderWithin(verdict, CheckRunReport.LargestSummary - Encoding.UTF8.GetByteCount(end) - 1);
        return end.Length == 0 ? report : $"{report}\n{end}";
    }

    /// <summary>Whether a report that says to be newer is of a run of our workflow on that commit.</summary>
    private async Task<bool> IsReal(GitHubRepository repository, ReportAge age)
    {
        try
        {
            var run = EvaluationRun.FromWorkflowRun(connection, await repository.Run(age.Run).ConfigureAwait(false), settings.Workflow);
            return run.HeadCommit == age.Head && age.Attempt <= run.Attempt;
        }
        catch (Exception e) when (e is InputException || e is GitHubException { Problem: GitHubProblem.NotFound or GitHubProblem.Gone })
        {
            return false;
        }
    }

    private Task<RunAdmission?> Admission(GitHubRepository repository, EvaluationRun run) => IfTold<RunAdmission>(async () =>
        await RunAdmission.Decide(repository, run, settings.Workflow, settings.Quota, connection.Time.GetUtcNow()).ConfigureAwait(false));

    /// <summary>What is said besides keeps nothing from being published where GitHub does not tell it.</summary>
    private async Task<T?> IfTold<T>(Func<Task<T?>> ask)
        where T : class
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (GitHubException e)
        {
            terminal.Line($"Not told {e.Message}");
            return null;
        }
    }

    /// <summary>What is known of an evaluation that goes on: how long it may take, and who asked for it.</summary>
    private async Task<string> Expectation(GitHubRepository repository, EvaluationRun run)
    {
        var words = new List<string> { "The results come when all shards are done." };
        if (await IfTold(() => ExpectedDuration.Estimate(repository, run, settings.Workflow)).ConfigureAwait(false) is { } expected)
            words.Add(FormattableString.Invariant($"About {Math.Max(1, Math.Round(expected.Median.TotalMinutes))} min, as the last {expected.Runs} took (median)."));
        if (await Admission(repository, run).ConfigureAwait(false) is { Refusal: null } admission)
            words.Add(FormattableString.Invariant($"Asked for by `{admission.Requester}`: evaluation {admission.Number} of {admission.Quota} in 24 hours."));
        return string.Join(' ', words);
    }

    /// <summary>
    /// Who measured decides: numbers that are only claimed make a check neither green nor red. One that is green keeps the margin, and is of the
    /// base's plan; where there are too few images to tell, it is neither.
    /// </summary>
    private static CheckConclusion ConclusionOf(PullRequestVerdict verdict) => verdict.Outcome switch
    {
        _ when verdict.Results.Tier == TrustTier.Claimed => CheckConclusion.Neutral,
        PullRequestOutcome.NoVerdict => CheckConclusion.ActionRequired,
        _ when verdict.Margin is { Outcome: MarginOutcome.Lost } => CheckConclusion.Failure,
        PullRequestOutcome.UpperBound or PullRequestOutcome.NoBase or PullRequestOutcome.NotComparable => CheckConclusion.Neutral,
        _ => verdict.PlanDifferences.IsEmpty && verdict.Margin is { Outcome: MarginOutcome.Kept } ? CheckConclusion.Success : CheckConclusion.Neutral,
    };

    private void Tell(PullRequestVerdict verdict, ResolvedPullRequest resolved, EvaluationRun run)
    {
        if (resolved.PullRequest is { } open)
            actions.Output("pull-request", open.Number.ToString(CultureInfo.InvariantCulture));
        terminal.Line($"Verdict  {PullRequestComment.TitleOf(verdict)}");
        actions.Output("verdict", JsonNamingPolicy.KebabCaseLower.ConvertName($"{verdict.Outcome}"));
        actions.Output("tier", JsonNamingPolicy.KebabCaseLower.ConvertName($"{verdict.Results.Tier}"));
        if (verdict.Results is not { Base: null, BaseCommit: { } commit })
            return;
        terminal.Line($"Base     {commit} has no stored results: " + verdict.Results.BaseEvaluation switch
        {
            { State: BaseEvaluationState.UnderWay } evaluation => $"{evaluation.Workflow} evaluates it",
            { State: BaseEvaluationState.Fruitless } evaluation => $"the last run of {evaluation.Workflow} for it left none",
            { State: BaseEvaluationState.NoWorkflow } evaluation => $"no workflow {evaluation.Workflow} can be started to evaluate it",
            { State: BaseEvaluationState.NotPermitted } evaluation => $"the token may not start {evaluation.Workflow} (actions: write)",
            _ => $"evaluate it, and publish run {run.Id} again",
        });
        actions.Output("backfill", commit);
    }

    private void Summarize(string markdown)
    {
        if (connection.DryRun is null)
            actions.Summarize(markdown);
    }

    private void WriteFiles(RobustnessReport head)
    {
        var files = new ReportFiles(settings.Out);
        files.CheckWritable();
        files.Write(head);
        terminal.Line($"Wrote    {files.Json}");
        actions.Output("report", settings.Out);
    }

    /// <summary>The last thing that is done, also for a command that was cancelled.</summary>
    private async Task ConcludeAfter(Exception exception, EvaluationRun run)
    {
        var (conclusion, title) = exception switch
        {
            OperationCanceledException => (CheckConclusion.Cancelled, "Interrupted"),
            IncompleteEvaluationException => (CheckConclusion.Failure, "Not measured"),
            InputException => (CheckConclusion.Failure, "The results were refused"),
            _ => (CheckConclusion.Failure, "The results could not be published"),
        };
        var reason = exception is InputException or IncompleteEvaluationException or GitHubException ? exception.Message : $"{title}.";
        try
        {
            using var patience = new CancellationTokenSource(LastWords);
            var check = Check(connection.Open(patience.Token), run);
            await check.Find().ConfigureAwait(false);
            await check.Conclude(
                ReportDetail.Note, 0, conclusion, title, new PullRequestNote(reason.TrimEnd('.'), run.HeadCommit, run.Page).Render(), _details ?? run.Page)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is GitHubException or OperationCanceledException)
        {
            terminal.Error.WriteLine(Visible.Text($"The check run could not be concluded: {e.Message}"));
        }
    }
}
