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
    public override string Cause => "A pull request may change the workflow, and code that it brings can read whatever the job is given";

    /// <inheritdoc/>
    public override string Remedy => "Leave secrets to workflows of the default branch; github.token is enough to read";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, RunnerOwner owner)
    {
        foreach (var job in file.Jobs)
        {
            if (job.Node.At("secrets") is YamlScalarNode { Value: "inherit" } inherit)
                yield return Found(file, inherit, $"job {job.Id} hands all secrets on");
        }

        if (!file.IsForPullRequests)
            yield break;
        foreach (var scalar in file.Root.Scalars())
        {
            // A condition is an expression without braces too.
            if (WorkflowExpression.In(scalar.Value).Append(IsCondition(file, scalar) ? scalar.Value!.ToLowerInvariant() : "")
                .Any(static expression => WorkflowExpression.Uses(expression, "secrets")))
            {
                yield return Found(file, scalar, "a workflow for pull requests uses a secret");
            }
        }
    }

    private static bool IsCondition(WorkflowFile file, YamlScalarNode scalar) =>
        file.Jobs.Select(static job => job.Node).Concat(file.Steps.Select(static step => step.Node)).Any(node => ReferenceEquals(node.At("if"), scalar));
}
