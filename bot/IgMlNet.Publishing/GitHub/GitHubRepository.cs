using System.Text.Json.Nodes;
using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Api;

namespace IgMlNet.Publishing.GitHub;

/// <summary>The requests that reports need, to one repository. What GitHub refuses is a <see cref="GitHubException"/>.</summary>
/// <param name="name">The repository.</param>
/// <param name="api">What sends the requests.</param>
internal sealed class GitHubRepository(RepositoryName name, GitHubApi api)
{
    private const int MostArtifactPages = 10;
    private const int MostCommentPages = 50;
    private const int MostOtherPages = 10;
    private const long LargestFile = 64L << 20;

    private readonly string _path = $"repos/{name}";

    /// <summary>The repository.</summary>
    public RepositoryName Name => name;

    /// <summary>Whether what is written is only shown.</summary>
    public bool IsDryRun { get; init; }

    /// <summary>A run of a workflow.</summary>
    public Task<WorkflowRun> Run(long id) => api.Get($"run {id}", $"{_path}/actions/runs/{id}", WorkflowRun.Parse);

    /// <summary>The newest runs of a workflow, a hundred at most.</summary>
    /// <param name="file">The name of the workflow's file.</param>
    /// <param name="wanted">Which runs.</param>
    /// <returns>The newest first.</returns>
    public async Task<IReadOnlyList<WorkflowRun>> RunsOf(string file, RunFilter wanted)
    {
        var (runs, _) = await api.List(
            $"runs of {file}", $"{_path}/actions/workflows/{Uri.EscapeDataString(file)}/runs?{wanted.ToQuery()}", "workflow_runs", 1, WorkflowRun.Parse).ConfigureAwait(false);
        return [.. runs.OrderByDescending(static run => run.Id)];
    }

    /// <summary>Starts a workflow that has the trigger <c>workflow_dispatch</c>.</summary>
    /// <param name="file">The name of the workflow's file.</param>
    /// <param name="branch">The branch whose workflow and code it is.</param>
    /// <param name="inputs">Its inputs.</param>
    public Task StartWorkflow(string file, string branch, IReadOnlyDictionary<string, string> inputs) => api.Send(
        $"a run of {file}", HttpMethod.Post, $"{_path}/actions/workflows/{Uri.EscapeDataString(file)}/dispatches", new JsonObject
        {
            ["ref"] = branch,
            ["inputs"] = new JsonObject(inputs.Select(static input => KeyValuePair.Create(input.Key, (JsonNode?)input.Value))),
        });

    /// <summary>The artifacts of a run.</summary>
    /// <exception cref="InputException">There are more than a run can have.</exception>
    public Task<IReadOnlyList<Artifact>> ArtifactsOf(long run) => Artifacts($"artifacts of run {run}", $"{_path}/actions/runs/{run}/artifacts");

    /// <summary>The artifacts of a name, of all runs, the newest first.</summary>
    /// <exception cref="InputException">There are too many.</exception>
    public Task<IReadOnlyList<Artifact>> ArtifactsNamed(string artifact) =>
        Artifacts($"artifacts named {artifact}", $"{_path}/actions/artifacts?name={Uri.EscapeDataString(artifact)}");

    /// <summary>An artifact's archive.</summary>
    /// <exception cref="InputException">It is longer than so many bytes; no more than that is read.</exception>
    public Task<byte[]> Archive(Artifact artifact, long most) =>
        api.Bytes($"artifact {artifact.Name}", $"{_path}/actions/artifacts/{artifact.Id}/zip", most);

    /// <summary>A pull request.</summary>
    public Task<PullRequest> PullRequest(int number) => api.Get($"pull request {number}", $"{_path}/pulls/{number}", Api.PullRequest.Parse);

    /// <summary>The numbers of the open pull requests from a branch of an owner's copy of the repository.</summary>
    public async Task<IReadOnlyList<int>> PullRequestsFrom(string owner, string branch) => (await api.List(
        "pull requests", $"{_path}/pulls?state=open&head={Uri.EscapeDataString($"{owner}:{branch}")}", null, MostOtherPages, NumberOf).ConfigureAwait(false)).Items;

    /// <summary>The numbers of the pull requests that a commit is of.</summary>
    public async Task<IReadOnlyList<int>> PullRequestsOf(string commit) => (await api.List(
        $"pull requests of {commit}", $"{_path}/commits/{commit}/pulls", null, MostOtherPages, NumberOf).ConfigureAwait(false)).Items;

    /// <summary>What a commit changes since it has grown from another.</summary>
    /// <param name="baseCommit">The other.</param>
    /// <param name="headCommit">The commit.</param>
    public Task<CommitComparison> Compare(string baseCommit, string headCommit) =>
        api.Get($"changes of {headCommit}", $"{_path}/compare/{baseCommit}...{headCommit}?per_page=1", CommitComparison.Parse);

    /// <summary>A file on a branch; null where there is no such file or branch.</summary>
    public async Task<byte[]?> File(string path, string branch)
    {
        try
        {
            var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
            return await api.Bytes($"{path} on {branch}", $"{_path}/contents/{escaped}?ref={Uri.EscapeDataString(branch)}", LargestFile).ConfigureAwait(false);
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
            return await api.Get(
                $"permissions of {login}", $"{_path}/collaborators/{Uri.EscapeDataString(login)}/permission", static answer => answer.Text("permission")).ConfigureAwait(false);
        }
        catch (GitHubException e) when (e.Problem == GitHubProblem.NotFound)
        {
            return "none";
        }
    }

    /// <summary>All comments of a pull request, the oldest first.</summary>
    public async Task<IReadOnlyList<IssueComment>> Comments(int number)
    {
        var (comments, areThereMore) = await api.List(
            $"comments of pull request {number}", $"{_path}/issues/{number}/comments", null, MostCommentPages, IssueComment.Parse).ConfigureAwait(false);
        return areThereMore
            ? throw new GitHubException(GitHubProblem.Fault, FormattableString.Invariant($"pull request {number} has more than {MostCommentPages * GitHubApi.PageSize} comments"))
            : comments;
    }

    /// <summary>Writes a comment.</summary>
    public Task<IssueComment> CreateComment(int number, string body) => api.Send(
        $"a comment on pull request {number}", HttpMethod.Post, $"{_path}/issues/{number}/comments", new JsonObject { ["body"] = body }, IssueComment.Parse);

    /// <summary>Rewrites a comment.</summary>
    public Task UpdateComment(long id, string body) =>
        api.Send($"comment {id}", HttpMethod.Patch, $"{_path}/issues/comments/{id}", new JsonObject { ["body"] = body });

    /// <summary>Deletes a comment; it may be gone already.</summary>
    public async Task DeleteComment(long id)
    {
        try
        {
            await api.Send($"comment {id}", HttpMethod.Delete, $"{_path}/issues/comments/{id}").ConfigureAwait(false);
        }
        catch (GitHubException e) when (e.Problem is GitHubProblem.NotFound or GitHubProblem.Gone)
        {
            // Another process was quicker.
        }
    }

    /// <summary>The check runs of a name on a commit.</summary>
    public async Task<IReadOnlyList<CheckRun>> CheckRuns(string commit, string checkName) => (await api.List(
        $"checks of {commit}", $"{_path}/commits/{commit}/check-runs?check_name={Uri.EscapeDataString(checkName)}&filter=all", "check_runs", MostOtherPages,
        CheckRun.Parse).ConfigureAwait(false)).Items;

    /// <summary>Makes a check run.</summary>
    public Task<CheckRun> CreateCheck(string checkName, string commit, CheckContent content)
    {
        var body = content.ToJson();
        (body["name"], body["head_sha"]) = (checkName, commit);
        return api.Send($"a check of {commit}", HttpMethod.Post, $"{_path}/check-runs", body, CheckRun.Parse);
    }

    /// <summary>Changes a check run.</summary>
    public Task UpdateCheck(long id, CheckContent content) =>
        api.Send($"check {id}", HttpMethod.Patch, $"{_path}/check-runs/{id}", content.ToJson());

    private static int NumberOf(JsonFields pull) => pull.Count("number");

    private async Task<IReadOnlyList<Artifact>> Artifacts(string what, string path)
    {
        var (artifacts, areThereMore) = await api.List(what, path, "artifacts", MostArtifactPages, Artifact.Parse).ConfigureAwait(false);
        return areThereMore
            ? throw new InputException("artifacts", $"there are more than {MostArtifactPages}00", "Let the evaluation leave one for each shard")
            : artifacts;
    }
}
