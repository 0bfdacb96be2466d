using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Intake;
using Octokit;

namespace IgMlNet.Publishing.GitHub;

/// <summary>The requests that reports need, to one repository. What GitHub refuses is a <see cref="GitHubException"/>.</summary>
/// <param name="name">The repository.</param>
/// <param name="client">The client; its transport must be pinned to the server.</param>
/// <param name="cancellationToken">Ends every request.</param>
internal sealed class GitHubRepository(RepositoryName name, IGitHubClient client, CancellationToken cancellationToken)
{
    /// <summary>GitHub lists no more files of a pull request than this.</summary>
    public const int MostFilesListed = 3000;

    private const int MostArtifactPages = 10;
    private static readonly ApiOptions Hundreds = new() { PageSize = 100 };

    /// <summary>The repository.</summary>
    public RepositoryName Name => name;

    /// <summary>Whether what is written is only shown.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>A run of a workflow.</summary>
    public Task<WorkflowRun> Run(long id) =>
        Call($"run {id}", () => client.Actions.Workflows.Runs.Get(name.Owner, name.Name, id));

    /// <summary>The newest runs of a workflow, a hundred at most.</summary>
    /// <param name="file">The name of the workflow's file.</param>
    /// <param name="wanted">Which runs.</param>
    /// <returns>The newest first.</returns>
    public async Task<IReadOnlyList<WorkflowRun>> RunsOf(string file, WorkflowRunsRequest wanted)
    {
        var response = await Call($"runs of {file}", () => client.Actions.Workflows.Runs.ListByWorkflow(
            name.Owner, name.Name, Uri.EscapeDataString(file), wanted, new ApiOptions { PageSize = 100, PageCount = 1 })).ConfigureAwait(false);
        return [.. response.WorkflowRuns.OrderByDescending(static run => run.Id)];
    }

    /// <summary>Starts a workflow that has the trigger <c>workflow_dispatch</c>.</summary>
    /// <param name="file">The name of the workflow's file.</param>
    /// <param name="branch">The branch whose workflow and code it is.</param>
    /// <param name="inputs">Its inputs.</param>
    public Task StartWorkflow(string file, string branch, IReadOnlyDictionary<string, string> inputs) => Call($"a run of {file}", async () =>
    {
        var dispatch = new CreateWorkflowDispatch(branch) { Inputs = inputs.ToDictionary(static input => input.Key, static input => (object)input.Value) };
        await client.Actions.Workflows.CreateDispatch(name.Owner, name.Name, Uri.EscapeDataString(file), dispatch).ConfigureAwait(false);
        return true;
    });

    /// <summary>The artifacts of a run.</summary>
    public Task<IReadOnlyList<Artifact>> ArtifactsOf(long run) => Call($"artifacts of run {run}", () => AllPages(page =>
        client.Actions.Artifacts.ListWorkflowArtifacts(name.Owner, name.Name, run, new ListArtifactsRequest { PerPage = 100, Page = page })));

    /// <summary>The artifacts of a name, of all runs, the newest first.</summary>
    public Task<IReadOnlyList<Artifact>> ArtifactsNamed(string artifact) => Call($"artifacts named {artifact}", () => AllPages(page =>
        client.Actions.Artifacts.ListArtifacts(
            name.Owner, name.Name, new ListArtifactsRequest { Name = artifact, PerPage = 100, Page = page })));

    /// <summary>An artifact's archive.</summary>
    /// <exception cref="InputException">It is longer than so many bytes; no more than that is read.</exception>
    public Task<byte[]> Archive(Artifact artifact, long most) => Call($"artifact {artifact.Id}", async () =>
    {
        var stream = await client.Actions.Artifacts.DownloadArtifact(name.Owner, name.Name, artifact.Id, "zip").ConfigureAwait(false);
        using var limited = new LimitedStream(stream, most, $"artifact {artifact.Name}");
        using var archive = new MemoryStream();
        await limited.CopyToAsync(archive, cancellationToken).ConfigureAwait(false);
        return archive.ToArray();
    });

    /// <summary>A pull request.</summary>
    public Task<PullRequest> PullRequest(int number) => Call($"pull request {number}", async () =>
        await client.PullRequest.Get(name.Owner, name.Name, number).ConfigureAwait(false) is
        { Head.Sha: not null, Base: { Sha: not null, Repository: not null } } pull && pull.State.TryParse(out _)
            ? pull
            : throw new FormatException("It lacks its state, or a commit."));

    /// <summary>The open pull requests from a branch of an owner's copy of the repository.</summary>
    public Task<IReadOnlyList<PullRequest>> PullRequestsFrom(string owner, string branch) => Call("pull requests", () =>
        client.PullRequest.GetAllForRepository(
            name.Owner, name.Name, new PullRequestRequest { Head = $"{owner}:{branch}", State = ItemStateFilter.Open }, Hundreds));

    /// <summary>The pull requests that a commit is of.</summary>
    public Task<IReadOnlyList<CommitPullRequest>> PullRequestsOf(string commit) =>
        Call($"pull requests of {commit}", () => client.Repository.Commit.PullRequests(name.Owner, name.Name, commit, Hundreds));

    /// <summary>The files that a pull request changes, up to <see cref="MostFilesListed"/>.</summary>
    public Task<IReadOnlyList<PullRequestFile>> FilesOf(int number) =>
        Call($"files of pull request {number}", () => client.PullRequest.Files(name.Owner, name.Name, number, Hundreds));

    /// <summary>The commit that two have grown from.</summary>
    public async Task<string> MergeBase(string baseCommit, string headCommit)
    {
        var comparison = await Call("merge base", () => client.Repository.Commit.Compare(
            name.Owner, name.Name, baseCommit, headCommit, new ApiOptions { PageSize = 1, PageCount = 1 })).ConfigureAwait(false);
        return comparison.MergeBaseCommit.Sha;
    }

    /// <summary>A file on a branch; null where there is no such file or branch.</summary>
    public async Task<byte[]?> File(string path, string branch)
    {
        try
        {
            return await Call($"{path} on {branch}", () =>
                client.Repository.Content.GetRawContentByRef(name.Owner, name.Name, path, branch)).ConfigureAwait(false);
        }
        catch (GitHubException e) when (e.Problem == GitHubProblem.NotFound)
        {
            return null;
        }
    }

    /// <summary>What someone may do to the repository: <c>admin</c>, <c>write</c>, <c>read</c> or <c>none</c>.</summary>
    public async Task<string> PermissionOf(string login)
    {
        try
        {
            return (await Call($"what {login} may do", () => client.Repository.Collaborator.ReviewPermission(
                name.Owner, name.Name, Uri.EscapeDataString(login))).ConfigureAwait(false)).Permission;
        }
        catch (GitHubException e) when (e.Problem == GitHubProblem.NotFound)
        {
            return "none";
        }
    }

    /// <summary>All comments of a pull request, the oldest first.</summary>
    public Task<IReadOnlyList<IssueComment>> Comments(int number) =>
        Call($"comments of pull request {number}", () => client.Issue.Comment.GetAllForIssue(name.Owner, name.Name, number, Hundreds));

    /// <summary>Writes a comment.</summary>
    public Task CreateComment(int number, string body) =>
        Call($"a comment on pull request {number}", () => client.Issue.Comment.Create(name.Owner, name.Name, number, body));

    /// <summary>Rewrites a comment.</summary>
    public Task UpdateComment(long id, string body) =>
        Call($"comment {id}", () => client.Issue.Comment.Update(name.Owner, name.Name, id, body));

    /// <summary>Deletes a comment; it may be gone already.</summary>
    public async Task DeleteComment(long id)
    {
        try
        {
            await Call($"comment {id}", async () =>
            {
                await client.Issue.Comment.Delete(name.Owner, name.Name, id).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }
        catch (GitHubException e) when (e.Problem is GitHubProblem.NotFound or GitHubProblem.Gone)
        {
            // Another process was quicker.
        }
    }

    /// <summary>The check runs of a name on a commit, the latest of each app.</summary>
    public async Task<IReadOnlyList<CheckRun>> CheckRuns(string commit, string checkName)
    {
        var response = await Call($"checks of {commit}", () => client.Check.Run.GetAllForReference(
            name.Owner, name.Name, commit, new CheckRunRequest { CheckName = checkName, Filter = CheckRunCompletedAtFilter.All },
            Hundreds)).ConfigureAwait(false);
        return response.CheckRuns;
    }

    /// <summary>Makes a check run.</summary>
    public Task<CheckRun> CreateCheck(NewCheckRun check) =>
        Call($"a check of {check.HeadSha}", () => client.Check.Run.Create(name.Owner, name.Name, check));

    /// <summary>Changes a check run.</summary>
    public Task<CheckRun> UpdateCheck(long id, CheckRunUpdate update) =>
        Call($"check {id}", () => client.Check.Run.Update(name.Owner, name.Name, id, update));

    private static async Task<IReadOnlyList<Artifact>> AllPages(Func<int, Task<ListArtifactsResponse>> pageOf)
    {
        var all = new List<Artifact>();
        for (var page = 1; page <= MostArtifactPages; page++)
        {
            var response = await pageOf(page).ConfigureAwait(false);
            all.AddRange(response.Artifacts);
            if (response.Artifacts.Count == 0 || all.Count >= response.TotalCount)
                return all;
        }

        throw new InputException("artifacts", $"there are more than {MostArtifactPages}00", "Let the evaluation leave one for each shard");
    }

    private async Task<T> Call<T>(string what, Func<Task<T>> request)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            throw GitHubFault.Explain(what, e);
        }
        catch (Exception e) when (e is OverflowException or FormatException or InvalidCastException or ArgumentException
            or NullReferenceException or System.Runtime.Serialization.SerializationException)
        {
            // Octokit reads an answer without asking whether it can be one.
            throw new GitHubException(GitHubProblem.Fault, $"{what}: GitHub's answer makes no sense", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new GitHubException(GitHubProblem.Unreachable, $"{what}: GitHub cannot be reached: {e.Message.TrimEnd('.')}", e);
        }
    }
}
