using IgMlNet.Publishing.GitHub.Api;
using IgMlNet.Reporting.Comments;

namespace IgMlNet.Publishing.GitHub.Baselines;

/// <summary>
/// Has commits of the default branch evaluated that have no stored results, by the workflow that stores them. It is started by the
/// name of the commit alone, on the default branch, and not while it works on that commit or after it has failed at it. Its runs are
/// known by their titles, which must end with the commit: <c>run-name: leaderboard ${{ inputs.commit || github.sha }}</c>.
/// </summary>
/// <param name="repository">The repository.</param>
/// <param name="connection">The server that it is on.</param>
/// <param name="workflow">The name of the workflow's file.</param>
internal sealed class Backfill(GitHubRepository repository, GitHubConnection connection, string workflow)
{
    private const string Input = "commit";

    /// <summary>Has a commit evaluated, unless it is or was.</summary>
    /// <returns>What becomes of it.</returns>
    /// <exception cref="GitHubException">GitHub does not say.</exception>
    public async Task<BaseEvaluation> Ask(string commit, string defaultBranch) =>
        await Look(commit, defaultBranch).ConfigureAwait(false) ?? (await UnlessRefused(async () =>
        {
            await repository.StartWorkflow(workflow, defaultBranch, new Dictionary<string, string> { [Input] = commit }).ConfigureAwait(false);
            return UnderWay();
        }).ConfigureAwait(false))!;

    /// <summary>What becomes of a commit without anything being done about it; null where nothing does.</summary>
    /// <exception cref="GitHubException">GitHub does not say.</exception>
    public Task<BaseEvaluation?> Look(string commit, string defaultBranch) => UnlessRefused(async () =>
    {
        var runs = await repository.RunsOf(workflow, new RunFilter { Branch = defaultBranch }).ConfigureAwait(false);
        var ofCommit = runs.Where(run => IsOf(run, commit)).ToList();
        if (ofCommit.Exists(static run => !run.IsCompleted))
            return UnderWay();

        // One that was cancelled made way for another commit.
        return ofCommit.Find(static run => run.Conclusion is not ("cancelled" or "skipped")) is { } last
            ? new BaseEvaluation(BaseEvaluationState.Fruitless, workflow, Page(FormattableString.Invariant($"runs/{last.Id}")))
            : null;
    });

    private BaseEvaluation UnderWay() =>
        new(BaseEvaluationState.UnderWay, workflow, Page($"workflows/{Uri.EscapeDataString(workflow)}"));

    private Uri Page(string path) => connection.Endpoint.Page(connection.Repository, $"actions/{path}");

    private async Task<BaseEvaluation?> UnlessRefused(Func<Task<BaseEvaluation?>> request)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (GitHubException e) when (e.Problem is GitHubProblem.NotFound or GitHubProblem.Unprocessable)
        {
            return new BaseEvaluation(BaseEvaluationState.NoWorkflow, workflow, null);
        }
        catch (GitHubException e) when (e.Problem == GitHubProblem.NotPermitted)
        {
            return new BaseEvaluation(BaseEvaluationState.NotPermitted, workflow, null);
        }
    }

    private static bool IsOf(WorkflowRun run, string commit) => run.Event switch
    {
        "push" => run.HeadCommit == commit,
        "workflow_dispatch" => run.Title?.Split(' ')[^1] == commit,
        _ => false,
    };
}
