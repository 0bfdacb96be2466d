using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows;

/// <summary>A rule that keeps workflows of public repositories safe.</summary>
internal abstract class WorkflowRule
{
    /// <summary>Its identifier, <c>W1</c> and on.</summary>
    public abstract string Id { get; }

    /// <summary>The number in its identifier.</summary>
    public int Number => int.Parse(Id.AsSpan(1), CultureInfo.InvariantCulture);

    /// <summary>What it asks for, in a line.</summary>
    public abstract string Title { get; }

    /// <summary>Why it matters, without a full stop.</summary>
    public abstract string Cause { get; }

    /// <summary>What to do, without a full stop.</summary>
    public abstract string Remedy { get; }

    /// <summary>The findings in a file of a repository, and in files that it calls.</summary>
    public abstract IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context);

    /// <summary>Something found at a node.</summary>
    protected WorkflowFinding Found(WorkflowFile file, YamlNode node, string message) =>
        new(this, file.Path, node.Start.Line, node.Start.Column, message);

    /// <summary>Something found within a text, at the line that it stands in.</summary>
    protected WorkflowFinding Found(WorkflowFile file, YamlScalarNode text, int offset, string message)
    {
        if (text.Style != ScalarStyle.Literal)
            return Found(file, text, message);
        var line = text.Start.Line + 1 + text.Value.AsSpan(0, offset).Count('\n');
        var written = file.Lines.ElementAtOrDefault((int)line - 1) ?? "";
        return new(this, file.Path, line, 1 + written.Length - written.TrimStart().Length, message);
    }
}
