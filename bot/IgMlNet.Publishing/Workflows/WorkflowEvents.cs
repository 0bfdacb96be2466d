namespace IgMlNet.Publishing.Workflows;

/// <summary>The events that start workflows, by who can cause them and with which rights they run.</summary>
internal static class WorkflowEvents
{
    /// <summary>Events that run a pull request's own files; those of forks run without secrets and rights to write.</summary>
    public static IReadOnlySet<string> OfPullRequests { get; } =
        new HashSet<string>(["pull_request", "pull_request_review", "pull_request_review_comment"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Events that anyone can cause, and that run with the rights, secrets and caches of the default branch.</summary>
    public static IReadOnlySet<string> FromOutside { get; } = new HashSet<string>(
        ["pull_request_target", "workflow_run", "issue_comment", "issues", "discussion", "discussion_comment", "fork", "gollum", "watch"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Events that only people who may write can cause.</summary>
    public static IReadOnlySet<string> OfWriters { get; } = new HashSet<string>(
        ["push", "release", "schedule", "workflow_dispatch", "repository_dispatch", "create", "deployment", "merge_group"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The event of a reusable workflow, which has the rights that its caller has.</summary>
    public const string Called = "workflow_call";
}
