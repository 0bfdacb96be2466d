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

    /// <summary>Whether it keeps files from run to run: a cache action, or a set-up action that is told to.</summary>
    public bool IsCache =>
        Action.Split('/').Skip(1).Any(static part => part.Contains("cache", StringComparison.Ordinal))
        || Input("cache").Text() is { } cache && cache is not ("" or "false");

    /// <summary>An input of the action; null where it is not given.</summary>
    public YamlNode? Input(string name) => Node.At("with").At(name);

    /// <summary>The scripts in it: <c>run</c>, or the input <c>script</c> of an action.</summary>
    public IEnumerable<YamlScalarNode> Scripts => new[] { Node.At("run"), Input("script") }.OfType<YamlScalarNode>();
}
