using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Api;

namespace IgMlNet.Publishing.GitHub.PullRequests;

/// <summary>
/// The run of a workflow that evaluated a pull request: what GitHub says of it. Nothing here comes from the run itself, whose
/// author may be anyone.
/// </summary>
internal sealed record EvaluationRun
{
    private const string MergeQueue = "merge_group";

    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>Which attempt of it.</summary>
    public required int Attempt { get; init; }

    /// <summary>Whether it is of a commit that a merge queue has made, which nobody asks to have evaluated.</summary>
    public required bool IsOfMergeQueue { get; init; }

    /// <summary>Its title.</summary>
    public required string? Title { get; init; }

    /// <summary>Who caused this attempt of it; null where that is not known.</summary>
    public required string? Requester { get; init; }

    /// <summary>The commit that it evaluated, in hexadecimal.</summary>
    public required string HeadCommit { get; init; }

    /// <summary>The branch that the commit was on; null where it is gone.</summary>
    public required string? HeadBranch { get; init; }

    /// <summary>The repository that the branch is in; null where it is gone.</summary>
    public required RunRepository? HeadRepository { get; init; }

    /// <summary>The number of the repository that the run is in.</summary>
    public required long Repository { get; init; }

    /// <summary>The pull requests that GitHub says it is of: none where it is from a copy of the repository.</summary>
    public required IReadOnlyList<int> PullRequests { get; init; }

    /// <summary>Its page.</summary>
    public required Uri Page { get; init; }

    /// <summary>How it ended: <c>success</c>, <c>failure</c>, …; null while it has not.</summary>
    public required string? Conclusion { get; init; }

    /// <summary>What GitHub says of a run.</summary>
    /// <param name="connection">The repository that it must be in.</param>
    /// <param name="run">The run.</param>
    /// <param name="workflow">The file of the workflow that it must be of: anyone can give another one the same name.</param>
    /// <exception cref="InputException">It is of another workflow, repository or event.</exception>
    public static EvaluationRun FromWorkflowRun(GitHubConnection connection, WorkflowRun run, string workflow)
    {
        var source = FormattableString.Invariant($"run {run.Id}");
        if (run.Event is not ("pull_request" or MergeQueue))
            throw new InputException(source, $"is on {run.Event}", "Publish runs on pull_request or merge_group");
        if (run.Path?.Split('@')[0] != workflow)
            throw new InputException(source, $"is of {run.Path}, not of {workflow}", "Name the evaluating workflow's file by --workflow");
        if (!string.Equals(run.Repository?.FullName, connection.Repository.ToString(), StringComparison.OrdinalIgnoreCase))
            throw new InputException(source, $"is not of {connection.Repository}");
        return new EvaluationRun
        {
            Id = run.Id,
            Attempt = run.Attempt,
            IsOfMergeQueue = run.Event == MergeQueue,
            Title = run.Title,
            Requester = run.Requester,
            HeadCommit = run.HeadCommit,
            HeadBranch = run.HeadBranch,
            HeadRepository = run.HeadRepository,
            Repository = run.Repository!.Id,
            PullRequests = run.PullRequests,
            Page = connection.Endpoint.Page(connection.Repository, FormattableString.Invariant($"actions/runs/{run.Id}")),
            Conclusion = run.IsCompleted ? run.Conclusion ?? "unknown" : null,
        };
    }
}
