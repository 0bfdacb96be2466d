using System.Globalization;

namespace IgMlNet.Publishing.Workflows;

/// <summary>What a rule found in a workflow.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Message">What is wrong, without a full stop.</param>
internal sealed record WorkflowFinding(WorkflowRule Rule, string Path, long Line, long Column, string Message)
{
    /// <summary>One line: place, rule, what is wrong, why it matters, what to do.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Path}:{Line}:{Column}: {Rule.Id}: {Message}. {Rule.Cause}. {Rule.Remedy}.");
}
