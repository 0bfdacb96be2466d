namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W4: no checkout leaves its token in the working copy.</summary>
internal sealed class NoKeptCredentials : WorkflowRule
{
    /// <inheritdoc/>
    public override string Id => "W4";

    /// <inheritdoc/>
    public override string Title => "Every checkout has persist-credentials: false";

    /// <inheritdoc/>
    public override string Cause => "A token in .git/config is read by every later step, and goes into artifacts of the folder (ArtiPACKED)";

    /// <inheritdoc/>
    public override string Remedy => "Give the checkout 'persist-credentials: false'";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context) => file.Steps
        .Where(static step => step.IsCheckout && step.Input("persist-credentials").Text() != "false")
        .Select(step => Found(file, step.Node, "the checkout keeps its token"));
}
