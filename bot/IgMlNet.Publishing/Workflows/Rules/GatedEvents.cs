using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W10: what anyone can start gets neither secrets nor rights to write code until somebody lets it in.</summary>
internal sealed class GatedEvents : WorkflowRule
{
    private static readonly string[] OfConversation = ["issues", "pull-requests", "discussions"];

    /// <inheritdoc/>
    public override string Id => "W10";

    /// <inheritdoc/>
    public override string Title => "Events that anyone can cause get no secrets, and write only to the conversation, without a gate";

    /// <inheritdoc/>
    public override string Cause => "Comments, issues, reviews, stars and forks start the workflow for everyone who has an account";

    /// <inheritdoc/>
    public override string Remedy =>
        "Give the job an environment with reviewers, or a condition such as github.event.comment.author_association == 'MEMBER'";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        // W2 and W6 say what workflow_run and pull requests may have.
        if (file.Triggers.FirstOrDefault(static trigger => trigger != "workflow_run" && WorkflowEvents.FromOutside.Contains(trigger)) is not { } trigger)
            yield break;
        foreach (var scalar in SecretUses.In(file, file.Root.At("env") ?? new YamlMappingNode()).Select(static use => use.Scalar).Distinct())
            yield return Found(file, scalar, $"{trigger} uses a secret in all jobs");
        foreach (var job in file.Jobs.Where(job => !Gates.IsGated(file, job)))
        {
            foreach (var (scope, node) in job.Writes.Where(static write => !OfConversation.Contains(write.Scope)))
                yield return Found(file, node, $"job {job.Id} of {trigger} may write {(scope == "*" ? "everything" : scope)} without a gate");
            foreach (var scalar in SecretUses.In(file, job.Node).Select(static use => use.Scalar).Distinct())
                yield return Found(file, scalar, $"job {job.Id} of {trigger} uses a secret without a gate");
        }
    }
}
