using IgMlNet.Publishing.Workflows.Expressions;
using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows;

/// <summary>Where a workflow uses secrets.</summary>
internal static class SecretUses
{
    /// <summary>The job's own token, which has the rights that the job asks for, and is not a secret of the repository.</summary>
    private const string Token = "secrets.github_token";

    /// <summary>The texts of a node that use secrets, each with the place in it and the expression.</summary>
    public static IEnumerable<(YamlScalarNode Scalar, int Offset, Expression Expression)> In(WorkflowFile file, YamlNode node)
    {
        var conditions = Conditions.In(file).ToHashSet<YamlScalarNode>(ReferenceEqualityComparer.Instance);
        return node.Scalars().SelectMany(scalar => ExpressionsOf(scalar, conditions.Contains(scalar)))
            .Where(static use => use.Expression.References.Any(static reference => reference.Meets("secrets") && reference.Path != Token));
    }

    private static IEnumerable<(YamlScalarNode Scalar, int Offset, Expression Expression)> ExpressionsOf(YamlScalarNode scalar, bool isCondition) => isCondition
        ? EmbeddedExpression.Condition(scalar.Value) is { } condition ? [(scalar, 0, condition)] : []
        : EmbeddedExpression.In(scalar.Value).Select(embedded => (scalar, embedded.Offset, embedded.Value));
}
