using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W3: what runs with the rights of the default branch touches nothing that a pull request made, but through the bot.</summary>
internal sealed class NoForeignCodeWithRights : WorkflowRule
{
    private static readonly string[] Fetches = ["gh run download", "gh pr checkout", "refs/pull/"];

    /// <inheritdoc/>
    public override string Id => "W3";

    /// <inheritdoc/>
    public override string Title => "No pull_request_target, and no foreign files in workflow_run";

    /// <inheritdoc/>
    public override string Cause => "Such runs have the default branch's token, secrets and caches, whoever opened the pull request";

    /// <inheritdoc/>
    public override string Remedy => "Compute on pull_request without rights, and let 'igml publish' of the default branch read the artifacts";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, RunnerOwner owner)
    {
        if (file.Triggers.Contains("pull_request_target"))
            yield return Found(file, file.Root.At("on").Scalars().First(static node => node.Value == "pull_request_target"), "it runs on pull_request_target");
        foreach (var step in file.Steps)
        {
            if (step.Input("allow-unsafe-pr-checkout") is { } unsafely)
                yield return Found(file, unsafely, "allow-unsafe-pr-checkout is given");
            if (!file.FollowsAnother)
                continue;
            foreach (var input in new[] { step.Input("ref"), step.Input("repository") }.OfType<YamlNode>())
            {
                if (step.IsCheckout && WorkflowExpression.In(input.Text()).Any(static e => WorkflowExpression.Uses(e, "github.event")))
                    yield return Found(file, input, "workflow_run checks out what the event names");
            }

            if (step.IsCache)
                yield return Found(file, step.Node, "workflow_run uses a cache");
            if (step.Action.Contains("download", StringComparison.Ordinal))
                yield return Found(file, step.Node, $"workflow_run downloads by {step.Action}");
            foreach (var script in step.Scripts.Where(static script => Fetches.Any(word => script.Value!.Contains(word, StringComparison.Ordinal))))
                yield return Found(file, script, "workflow_run fetches what a pull request made");
        }
    }
}
