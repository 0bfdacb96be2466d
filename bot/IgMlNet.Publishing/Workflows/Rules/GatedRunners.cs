namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W20: a pull request reaches a self-hosted machine only after somebody has let it.</summary>
internal sealed class GatedRunners : WorkflowRule
{
    /// <inheritdoc/>
    public override string Id => "W20";

    /// <inheritdoc/>
    public override string Title => "Self-hosted jobs that others can start have a gate";

    /// <inheritdoc/>
    public override string Cause => "Without one, every pull request, comment or issue takes a machine and time on it";

    /// <inheritdoc/>
    public override string Remedy =>
        "Give the job, or one that it needs, a condition on the label, on author_association or on the head's repository, or an environment with reviewers";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        if (file.Triggers.FirstOrDefault(static trigger => WorkflowEvents.OfPullRequests.Contains(trigger) || WorkflowEvents.FromOutside.Contains(trigger)) is not { } started)
            return [];
        return file.Jobs.Where(job => job.IsSelfHosted && !Gates.IsGated(file, job))
            .Select(job => Found(file, job.Key, $"job {job.Id} of {started} is self-hosted and has no gate"));
    }
}
