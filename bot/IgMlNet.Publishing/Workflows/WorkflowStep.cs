using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows;

/// <summary>A step of a job or of a composite action.</summary>
/// <param name="Node">Its node.</param>
internal sealed record WorkflowStep(YamlNode Node)
{
    /// <summary>The action that it uses; null for a script.</summary>
    public YamlScalarNode? Uses => Node.At("uses") as YamlScalarNode;

    /// <summary>The action's name in lower case without its version: <c>actions/checkout</c>; empty for a script.</summary>
    public string Action => (Uses?.Value ?? "").Split('@')[0].ToLowerInvariant();

    /// <summary>Whether it checks a repository out.</summary>
    public bool IsCheckout => Action == "actions/checkout";

    /// <summary>An input of the action, whatever the case of its key; null where it is not given.</summary>
    public YamlNode? Input(string name) =>
        Node.At("with").Entries().FirstOrDefault(entry => entry.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The scripts in it: <c>run</c>, or an action's input that it runs.</summary>
    public IEnumerable<YamlScalarNode> Scripts => new[] { Node.At("run"), Input("script"), Input("inlineScript") }.OfType<YamlScalarNode>();
}
