using System.Text.RegularExpressions;
using IgMlNet.Publishing.Workflows.Expressions;
using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows;

/// <summary>A job of a workflow.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Key">The node of its key, where it begins.</param>
/// <param name="Node">Its node.</param>
internal sealed partial record WorkflowJob(string Id, YamlNode Key, YamlNode Node)
{
    /// <summary>Its steps.</summary>
    public IReadOnlyList<WorkflowStep> Steps { get; } = [.. Node.At("steps").Items().Select(static step => new WorkflowStep(step))];

    /// <summary>Its reusable workflow; null where it has steps of its own.</summary>
    public YamlScalarNode? Uses => Node.At("uses") as YamlScalarNode;

    /// <summary>
    /// Whether it runs on a machine of one's own: on anything but GitHub's labels, as far as the file tells. What cannot be told from
    /// the file counts as one's own.
    /// </summary>
    public bool IsSelfHosted => Uses is null && (RunsOnGroup is not null || !Labels.All(static label => Hosted().IsMatch(label)));

    /// <summary>The group of runners that it runs on; null where none is named.</summary>
    public YamlNode? RunsOnGroup => Node.At("runs-on").At("group");

    /// <summary>Whether the values of its matrix are written in the file, and not worked out by the run.</summary>
    public bool IsMatrixWritten => Node.At("strategy").At("matrix") is { } matrix
        && !matrix.Scalars().Any(static scalar => EmbeddedExpression.In(scalar.Value).Any());

    /// <summary>The scopes that it may write to, each with its node; <c>*</c> stands for all.</summary>
    public IEnumerable<(string Scope, YamlNode Node)> Writes => WritesOf(Node.At("permissions"));

    /// <summary>The scopes that <c>permissions</c> allow to write to, each with its node; <c>*</c> stands for all.</summary>
    public static IEnumerable<(string Scope, YamlNode Node)> WritesOf(YamlNode? permissions) => permissions is YamlScalarNode all
        ? IsText(all, "write-all") ? [("*", all)] : []
        : permissions.Entries().Where(static entry => IsText(entry.Value, "write")).Select(static entry => (entry.Key, entry.KeyNode));

    private static bool IsText(YamlNode node, string text) => text.Equals(node.Text(), StringComparison.OrdinalIgnoreCase);

    private IEnumerable<string> Labels
    {
        get
        {
            var node = Node.At("runs-on");
            foreach (var label in (node is YamlMappingNode ? node.At("labels") : node).Items().Select(static item => item.Text() ?? "?"))
            {
                // ${{ matrix.os }} stands for the values of the matrix, if they are written out.
                if (EmbeddedExpression.In(label).ToList() is [{ Value: ReferenceExpression { Path: var path } }] && MatrixValues.Of(Node, path) is { } values)
                {
                    foreach (var value in values)
                        yield return value;
                }
                else
                {
                    yield return label;
                }
            }
        }
    }

    [GeneratedRegex(@"\A(ubuntu|windows|macos)-[a-z0-9.-]+\z")]
    private static partial Regex Hosted();
}
