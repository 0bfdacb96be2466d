using System.Text.RegularExpressions;
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

    /// <summary>The scopes that it may write to, each with its node; <c>*</c> stands for all.</summary>
    public IEnumerable<(string Scope, YamlNode Node)> Writes => Node.At("permissions") is YamlScalarNode all
        ? all.Value == "write-all" ? [("*", all)] : []
        : Node.At("permissions").Entries().Where(static entry => entry.Value.Text() == "write").Select(static entry => (entry.Key, entry.KeyNode));

    private IEnumerable<string> Labels
    {
        get
        {
            var node = Node.At("runs-on");
            foreach (var label in (node is YamlMappingNode ? node.At("labels") : node).Items().Select(static item => item.Text() ?? "?"))
            {
                // ${{ matrix.os }} stands for the values of the matrix, if they are written out.
                if (WorkflowExpression.In(label).ToList() is [var expression]
                    && expression.StartsWith("matrix.", StringComparison.Ordinal)
                    && Node.At("strategy").At("matrix").At(expression["matrix.".Length..]) is YamlSequenceNode values)
                {
                    foreach (var value in values.Children)
                        yield return value.Text() ?? "?";
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
