using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W6: workflows for pull requests know no secret, and no workflow hands all of them on.</summary>
internal sealed class NoSecretsForPullRequests : WorkflowRule
{
    /// <inheritdoc/>
    public override string Id => "W6";

    /// <inheritdoc/>
    public override string Title => "No secrets in workflows for pull requests, and never 'secrets: inherit'";

    /// <inheritdoc/>
    public override string Cause => "A pull request may change the workflow, and code that it brings can read everything that the job is given";

    /// <inheritdoc/>
    public override string Remedy => "Leave secrets to workflows of the default branch; github.token is enough to read";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        foreach (var job in file.Jobs)
        {
            if (job.Node.At("secrets") is YamlScalarNode { Value: "inherit" } inherit)
                yield return Found(file, inherit, $"job {job.Id} hands all secrets on");
        }

        if (!file.IsForPullRequests)
            yield break;
        foreach (var (scalar, _, _) in SecretUses.In(file, file.Root).DistinctBy(static use => use.Scalar))
            yield return Found(file, scalar, "a workflow for pull requests uses a secret");
    }
}
