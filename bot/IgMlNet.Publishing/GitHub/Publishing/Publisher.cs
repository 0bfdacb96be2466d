using System.Globalization;
using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Actions;
using IgMlNet.Publishing.GitHub.Intake;
using IgMlNet.Publishing.GitHub.PullRequests;
using IgMlNet.Publishing.Reports;
using IgMlNet.Reporting.Comments;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Shards;
using Octokit;

namespace IgMlNet.Publishing.GitHub.Publishing;

/// <summary>
/// Publishes what the run of a workflow evaluated: takes its artifacts in, finds the pull request, compares with the base, and
/// writes check run, summary and comment. Whatever goes wrong, a check run that was begun is concluded.
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
    /// <exception cref="InputException">The run or its artifacts are not as they must be; nothing was said on the pull request.</exception>
    /// <exception cref="IncompleteEvaluationException">Shards are missing, which was said on the pull request.</exception>
    /// <exception cref="GitHubException">GitHub did not do what was asked of it.</exception>
    public async Task<int> Publish(long id, CancellationToken cancellationToken)
    {
        var repository = connection.Open(cancellationToken);
        var run = EvaluationRun.FromWorkflowRun(connection, await repository.Run(id).ConfigureAwait(false), settings.Workflow);
        var check = new CheckRunReport(repository, settings.Key, settings.Author, line => terminal.Line(line));
        await check.Find(run).ConfigureAwait(false);
        if (run.Conclusion is null)
        {
            await check.Begin(run, "Being evaluated", await Expectation(repository, run).ConfigureAwait(false), run.Page).ConfigureAwait(false);
            terminal.Line($"Run {run.Id} is not done; its check is in progress.");
            return ExitCode.Success;
        }

        if (run.Conclusion == "action_required")
        {
            terminal.Line($"Run {run.Id} waits for approval; there is nothing to publish yet.");
            return ExitCode.Success;
        }

        if (run.Conclusion == "skipped")
        {
            await check.Conclude(CheckConclusion.Skipped, "Not evaluated", "The evaluation was not asked for.", run.Page).ConfigureAwait(false);
            terminal.Line($"Run {run.Id} was skipped; there is nothing to publish.");
            return ExitCode.Success;
        }

        await check.Begin(run, "Being published", "The results are being merged and compared.", _details).ConfigureAwait(false);
        try
        {
            return await Publish(repository, run, check, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (check.IsBegun)
        {
            await ConcludeAfter(e, run).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<int> Publish(GitHubRepository repository, EvaluationRun run, CheckRunReport check, CancellationToken cancellationToken)
    {
        var comments = new PullRequestComments(repository, settings.Key, settings.Author, terminal);
        var resolved = await PullRequestResolver.Resolve(repository, run).ConfigureAwait(false);
        if (resolved.PullRequest is { } open)
            actions.Output("pull-request", open.Number.ToString(CultureInfo.InvariantCulture));
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
            Summarize(note.Render());
            await comments.Write(resolved, run, ReportDetail.Note, _ => note.Render()).ConfigureAwait(false);
            throw;
        }

        var results = await new PullRequestContext(repository, connection, settings, terminal)
            .Of(head, resolved.PullRequest, run, _details).ConfigureAwait(false);
        var verdict = PullRequestVerdict.FromResults(results);
        Tell(verdict, run);
        WriteFiles(head);
        Summarize(PullRequestSummary.RenderWithin(verdict, ActionsEnvironment.LargestSummary));
        var detail = results.Base is null ? ReportDetail.Results : ReportDetail.Comparison;
        var change = await comments.Write(resolved, run, detail, bytes => PullRequestComment.RenderWithin(verdict, bytes)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        await check.Conclude(
            ConclusionOf(verdict.Outcome), PullRequestComment.TitleOf(verdict),
            PullRequestComment.RenderWithin(verdict, CheckRunReport.LargestSummary), _details ?? run.Page).ConfigureAwait(false);
        return change == CommentChange.Refused && settings.WhenRefused == WhenRefused.Fail ? ExitCode.GitHubFailed : ExitCode.Success;
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

    private static CheckConclusion ConclusionOf(PullRequestOutcome outcome) => outcome switch
    {
        PullRequestOutcome.Better or PullRequestOutcome.NoSignificantChange => CheckConclusion.Success,
        PullRequestOutcome.Worse or PullRequestOutcome.Mixed => CheckConclusion.Failure,
        PullRequestOutcome.NoVerdict => CheckConclusion.ActionRequired,
        _ => CheckConclusion.Neutral,
    };

    private void Tell(PullRequestVerdict verdict, EvaluationRun run)
    {
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
            var check = new CheckRunReport(connection.Open(patience.Token), settings.Key, settings.Author, line => terminal.Line(line));
            await check.Find(run).ConfigureAwait(false);
            await check.Conclude(conclusion, title, new PullRequestNote(reason.TrimEnd('.'), run.HeadCommit, run.Page).Render(), _details ?? run.Page)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is GitHubException or OperationCanceledException)
        {
            terminal.Error.WriteLine(Visible.Text($"The check run could not be concluded: {e.Message}"));
        }
    }
}
