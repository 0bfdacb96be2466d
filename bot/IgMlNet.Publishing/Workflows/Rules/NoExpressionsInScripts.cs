namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W5: no text that others choose is put into a script; it comes by the environment.</summary>
internal sealed class NoExpressionsInScripts : WorkflowRule
{
    private static readonly string[] Foreign =
        ["github.event", "github.head_ref", "github.base_ref", "github.ref", "github.ref_name", "github.*", "inputs", "env"];

    /// <inheritdoc/>
    public override string Id => "W5";

    /// <inheritdoc/>
    public override string Title => "No expressions of event, refs, inputs or environment within scripts";

    /// <inheritdoc/>
    public override string Cause => "The text is put into the script before the shell reads it: a branch called $(…) runs (Ultralytics, 2024)";

    /// <inheritdoc/>
    public override string Remedy => "Put it into the step's env, and write \"$NAME\" in the script";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, RunnerOwner owner) =>
        from step in file.Steps
        from script in step.Scripts
        from expression in WorkflowExpression.In(script.Value)
        where Foreign.Any(member => WorkflowExpression.Uses(expression, member)) || WorkflowExpression.UsesWhole(expression, "github")
        select Found(file, script, $"a script has ${{{{ {expression} }}}} in it");
}
