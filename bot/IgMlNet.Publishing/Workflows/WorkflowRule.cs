using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows;

/// <summary>A rule that keeps workflows of public repositories safe.</summary>
internal abstract class WorkflowRule
{
    /// <summary>Its identifier, <c>W1</c> to <c>W9</c>.</summary>
    public abstract string Id { get; }

    /// <summary>What it asks for, in a line.</summary>
    public abstract string Title { get; }

    /// <summary>Why it matters, without a full stop.</summary>
    public abstract string Cause { get; }

    /// <summary>What to do, without a full stop.</summary>
    public abstract string Remedy { get; }

    /// <summary>What it finds in a file.</summary>
    public abstract IEnumerable<WorkflowFinding> Check(WorkflowFile file, RunnerOwner owner);

    /// <summary>Something found at a node.</summary>
    protected WorkflowFinding Found(WorkflowFile file, YamlNode node, string message) =>
        new(this, file.Path, node.Start.Line, node.Start.Column, message);
}
