using IgMlNet.Publishing.Workflows.Expressions;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W14: conditions decide something.</summary>
internal sealed class SoundConditions : WorkflowRule
{
    /// <inheritdoc/>
    public override string Id => "W14";

    /// <inheritdoc/>
    public override string Title => "No condition that is always true, or that holds for parts of a name";

    /// <inheritdoc/>
    public override string Cause => "Text around ${{ }} makes a condition a text, which is true, and so is a text after ||";

    /// <inheritdoc/>
    public override string Remedy => "Write the condition without ${{ }}, compare every name, and give contains() a list: fromJSON('[\"a\", \"b\"]')";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        foreach (var condition in Conditions.In(file))
        {
            var embedded = EmbeddedExpression.In(condition.Value).ToList();
            if (embedded.Count > 0 && !(embedded is [{ Offset: 0 } only] && only.End == condition.Value!.Length))
                yield return Found(file, condition, "the condition is a text with an expression in it, and so always true");
            else if (EmbeddedExpression.Condition(condition.Value) is { } expression)
            {
                if (IsAlwaysTrue(expression))
                    yield return Found(file, condition, "the condition is always true");
                if (expression.Calls.Any(static call => call is { Name: "contains", Arguments: [LiteralExpression { Kind: LiteralKind.Text }, ReferenceExpression] }))
                    yield return Found(file, condition, "contains() looks for a name within a text, where parts of names are found too");
            }
        }
    }

    /// <summary>Whether an expression is true without regard to what it refers to. <c>true</c> and <c>always()</c> say so openly.</summary>
    private static bool IsAlwaysTrue(Expression expression) => expression switch
    {
        BinaryExpression { Operator: "||" } or => IsConstant(or.Left) || IsConstant(or.Right) || AreDifferentNames(or.Left, or.Right),
        BinaryExpression { Operator: "&&" } and => IsAlwaysTrue(and.Left) || IsAlwaysTrue(and.Right),
        LiteralExpression { Kind: LiteralKind.Text or LiteralKind.Number } literal => literal.IsTrue,
        _ => false,
    };

    private static bool IsConstant(Expression side) => side is LiteralExpression { IsTrue: true } || IsAlwaysTrue(side);

    /// <summary><c>a != 'x' || a != 'y'</c>: nothing is both.</summary>
    private static bool AreDifferentNames(Expression left, Expression right) =>
        left is BinaryExpression { Operator: "!=", Left: ReferenceExpression one, Right: LiteralExpression first }
        && right is BinaryExpression { Operator: "!=", Left: ReferenceExpression other, Right: LiteralExpression second }
        && one.Path == other.Path && !string.Equals(first.Text, second.Text, StringComparison.OrdinalIgnoreCase);
}
