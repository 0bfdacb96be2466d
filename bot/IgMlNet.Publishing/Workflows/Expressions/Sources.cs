namespace IgMlNet.Publishing.Workflows.Expressions;

/// <summary>Classifies references by who decides their text.</summary>
internal static class Sources
{
    private static readonly HashSet<string> FixedOfGitHub = new(
        [
            "sha", "ref", "ref_name", "ref_type", "ref_protected", "base_ref", "repository", "repository_owner", "repository_id", "repository_owner_id",
            "server_url", "api_url", "graphql_url", "run_id", "run_number", "run_attempt", "workspace", "action", "action_path", "action_ref",
            "action_repository", "action_status", "workflow", "workflow_sha", "workflow_ref", "job", "event_name", "event_path", "token", "actor", "actor_id",
            "triggering_actor", "retention_days", "secret_source", "env", "path",
        ],
        StringComparer.Ordinal);

    private static readonly string[] FixedOfEvents =
    [
        "github.event.repository", "github.event.organization", "github.event.enterprise", "github.event.installation", "github.event.action",
        "github.event.schedule", "github.event.workflow", "github.event.pull_request.base", "github.event.workflow_run.repository",
        "github.event.workflow_run.event", "github.event.workflow_run.conclusion", "github.event.workflow_run.name", "github.event.workflow_run.status",
    ];

    private static readonly HashSet<string> Identifiers = new(
        ["id", "node_id", "number", "sha", "head_sha", "merge_commit_sha", "before", "after", "draft", "merged", "state", "created_at", "updated_at", "author_association"],
        StringComparer.Ordinal);

    /// <summary>Whose text a reference is.</summary>
    public static SourceKind KindOf(ReferenceExpression reference)
    {
        var parts = reference.Path.Split('.');
        return parts[0] switch
        {
            "github" when parts.Length == 1 => SourceKind.Foreign,
            "github" when parts[1] == "event" => KindOfEvent(reference, parts[^1]),
            "github" => FixedOfGitHub.Contains(parts[1]) ? SourceKind.Fixed : SourceKind.Foreign,
            "runner" or "vars" or "secrets" or "job" or "strategy" => SourceKind.Fixed,
            "steps" when parts is [_, _, "outcome" or "conclusion"] => SourceKind.Fixed,
            "needs" when parts is [_, _, "result"] => SourceKind.Fixed,
            _ => SourceKind.Computed,
        };
    }

    private static SourceKind KindOfEvent(ReferenceExpression reference, string leaf) =>
        FixedOfEvents.Any(reference.IsIn) && !reference.Path.Contains('*', StringComparison.Ordinal) ? SourceKind.Fixed
        : Identifiers.Contains(leaf) ? SourceKind.Identifier
        : SourceKind.Foreign;
}
