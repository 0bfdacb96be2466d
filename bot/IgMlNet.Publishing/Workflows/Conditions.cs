using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows;

/// <summary>The conditions of a workflow or an action.</summary>
internal static class Conditions
{
    /// <summary>Those of its jobs and steps, as they are written.</summary>
    public static IEnumerable<YamlScalarNode> In(WorkflowFile file) =>
        file.Jobs.Select(static job => job.Node).Concat(file.Steps.Select(static step => step.Node)).Select(static owner => owner.At("if"))
            .OfType<YamlScalarNode>();
}
