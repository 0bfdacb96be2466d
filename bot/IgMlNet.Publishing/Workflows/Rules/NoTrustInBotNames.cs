using IgMlNet.Publishing.Workflows.Expressions;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W15: nothing is allowed because a bot acted last.</summary>
internal sealed class NoTrustInBotNames : WorkflowRule
{
    private static readonly string[] Actors =
        ["github.actor", "github.triggering_actor", "github.event.sender.login", "github.event.pull_request.sender.login"];

    private static readonly string[] ActorNumbers = ["github.actor_id", "github.event.sender.id", "github.event.pull_request.sender.id"];

    /// <inheritdoc/>
    public override string Id => "W15";

    /// <inheritdoc/>
    public override string Title => "No condition that trusts whoever acted last because of a bot's name";

    /// <inheritdoc/>
    public override string Cause => "The actor is who acted last: a bot that updates somebody's branch makes their code run as the bot's";

    /// <inheritdoc/>
    public override string Remedy => "Compare who opened the pull request: github.event.pull_request.user.login";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        // Whoever pushes may write anyway.
        if (!file.IsAction && file.Triggers.All(WorkflowEvents.OfWriters.Contains))
            yield break;
        foreach (var condition in Conditions.In(file))
        {
            if (EmbeddedExpression.Condition(condition.Value) is { } expression && Trusts(expression))
                yield return Found(file, condition, "the condition trusts a bot by the name of who acted last");
        }
    }

    private static bool Trusts(Expression expression) => expression switch
    {
        BinaryExpression { Operator: "==" } equality => IsBot(equality.Left, equality.Right) || IsBot(equality.Right, equality.Left),
        CallExpression { Name: "contains" or "startswith" or "endswith", Arguments: [var first, var second] } =>
            IsBot(first, second) || (second.Uses("github.actor") && first.Parts.Append(first).Any(IsBotName)),
        NotExpression => false,
        _ => expression.Parts.Any(Trusts),
    };

    private static bool IsBot(Expression subject, Expression value) => subject is ReferenceExpression reference
        && ((Actors.Contains(reference.Path) && IsBotName(value)) || (ActorNumbers.Contains(reference.Path) && value is LiteralExpression));

    private static bool IsBotName(Expression value) =>
        value is LiteralExpression { Text: { } text } && text.Contains("bot", StringComparison.OrdinalIgnoreCase);
}
