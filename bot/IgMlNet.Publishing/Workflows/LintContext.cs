using IgMlNet.Publishing.Workflows.Reach;

namespace IgMlNet.Publishing.Workflows;

/// <summary>What a rule may look at next to the file.</summary>
/// <param name="Owner">Who owns the repository.</param>
/// <param name="Files">Its workflows and actions.</param>
internal sealed record LintContext(RunnerOwner Owner, WorkflowSet Files);
