using IgMlNet.Publishing.Workflows.Expressions;

namespace IgMlNet.Publishing.Workflows;

/// <summary>
/// Whether a job runs only after somebody who may decide it has let it in: a label, an author of the organisation, an environment with
/// its reviewers, or a branch of the repository itself.
/// </summary>
internal static class Gates
{
    private static readonly HashSet<string> Members = new(["OWNER", "MEMBER", "COLLABORATOR"], StringComparer.OrdinalIgnoreCase);
    private static readonly string[] Overriding = ["always", "failure", "cancelled"];

    /// <summary>Whether a job has a gate, of its own or in a job that it needs.</summary>
    public static bool IsGated(WorkflowFile file, WorkflowJob job) => IsGated(file, job, []);

    /// <summary>Whether a condition holds only where somebody who may decide it has let it in.</summary>
    public static bool IsGate(Expression condition) => condition switch
    {
        BinaryExpression { Operator: "&&" } and => IsGate(and.Left) || IsGate(and.Right),
        BinaryExpression { Operator: "||" } or => IsGate(or.Left) && IsGate(or.Right),
        BinaryExpression { Operator: "==" } equality => IsGate(equality.Left, equality.Right) || IsGate(equality.Right, equality.Left),
        NotExpression { Operand: ReferenceExpression { Path: var path } } => path.EndsWith("head.repo.fork", StringComparison.Ordinal),
        CallExpression { Name: "contains", Arguments: [var list, var item] } => IsListed(list, item),
        LiteralExpression literal => !literal.IsTrue,
        _ => false,
    };

    private static bool IsGated(WorkflowFile file, WorkflowJob job, HashSet<string> seen)
    {
        if (job.Node.At("environment") is not null)
            return true;
        var condition = EmbeddedExpression.Condition(job.Node.At("if").Text());
        if (condition is not null && IsGate(condition))
            return true;

        // A job that runs however others ended runs where a gate kept those from running too.
        if (!seen.Add(job.Id) || (condition?.Calls.Any(static call => Overriding.Contains(call.Name)) ?? false))
            return false;
        return job.Node.At("needs").Items().Select(static need => need.Text())
            .Any(need => file.Jobs.FirstOrDefault(other => other.Id == need) is { } needed && IsGated(file, needed, seen));
    }

    private static bool IsGate(Expression subject, Expression value)
    {
        if (subject is not ReferenceExpression { Path: var path })
            return false;
        if (value is ReferenceExpression { Path: "github.repository" or "github.repository_owner" or "github.event.repository.full_name" or "github.repository_id" })
            return path.Contains("head.repo", StringComparison.Ordinal) || path.StartsWith("github.event.workflow_run.head_repository.", StringComparison.Ordinal);
        return value is LiteralExpression { Text: { Length: > 0 } text } && (
            path == "github.event.label.name"
            || (path.EndsWith(".author_association", StringComparison.Ordinal) && Members.Contains(text))
            || (path.EndsWith(".user.login", StringComparison.Ordinal) && path.StartsWith("github.event.", StringComparison.Ordinal))
            || (path.EndsWith("head.repo.fork", StringComparison.Ordinal) && text == "false")
            || (path == "github.event_name" && WorkflowEvents.OfWriters.Contains(text))
            || path.StartsWith("needs.", StringComparison.Ordinal) || path.StartsWith("steps.", StringComparison.Ordinal));
    }

    private static bool IsListed(Expression list, Expression item) => (list, item) switch
    {
        (ReferenceExpression labels, LiteralExpression { Text.Length: > 0 }) => labels.Path.EndsWith(".labels.*.name", StringComparison.Ordinal),
        (CallExpression { Name: "fromjson", Arguments: [LiteralExpression { Text: { } json }] }, ReferenceExpression who) =>
            who.Path.EndsWith(".author_association", StringComparison.Ordinal)
            && json.Split(['[', ']', ',', '"', ' '], StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } names && names.All(Members.Contains),
        _ => false,
    };
}
