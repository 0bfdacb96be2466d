using IgMlNet.Publishing.Workflows.Scripts;
using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W7: jobs on self-hosted machines end by themselves, are let in by group, and leave nothing behind.</summary>
internal sealed class GuardedRunners : WorkflowRule
{
    /// <inheritdoc/>
    public override string Id => "W7";

    /// <inheritdoc/>
    public override string Title => "Self-hosted jobs have a time limit and a group, and neither cache nor way out of a container";

    /// <inheritdoc/>
    public override string Cause => "Labels keep nobody out, a GPU that hangs costs until somebody looks, and caches and sockets outlive the job";

    /// <inheritdoc/>
    public override string Remedy =>
        "Give the job timeout-minutes and runs-on.group (a person's repository has no groups: --owner user), a matrix fail-fast: false, and no cache";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        foreach (var job in file.Jobs.Where(static job => job.IsSelfHosted))
        {
            if (job.Node.At("timeout-minutes") is null)
                yield return Found(file, job.Key, $"job {job.Id} has no timeout-minutes");
            if (job.RunsOnGroup is null && context.Owner == RunnerOwner.Organization)
                yield return Found(file, job.Key, $"job {job.Id} has no runs-on.group");
            if (job.Node.At("strategy").At("matrix") is not null && job.Node.At("strategy").At("fail-fast").Text() != "false")
                yield return Found(file, job.Key, $"job {job.Id} has a matrix that ends all jobs with the first that fails");
            foreach (var scalar in new[] { job.Node.At("container") }.Concat(job.Node.At("services").Entries().Select(static service => service.Value)).SelectMany(WaysOut))
                yield return Found(file, scalar, $"the container of job {job.Id} can reach its host");
            foreach (var (script, line) in job.Steps.SelectMany(static step => step.Scripts).SelectMany(static script => ScriptLine.Of(script.Value ?? "").Select(line => (script, line))))
            {
                if (ContainerOptions.IsDockerRun(line.Text) && ContainerOptions.ReachHost(line.Text))
                    yield return Found(file, script, line.Offset, $"a container that job {job.Id} starts can reach its host");
            }

            foreach (var step in job.Steps.Where(Caches.IsUsedBy))
                yield return Found(file, step.Node, $"job {job.Id} uses a cache");
        }
    }

    private static IEnumerable<YamlScalarNode> WaysOut(YamlNode? container) => container.At("options").Scalars().Where(static options => ContainerOptions.ReachHost(options.Value ?? ""))
        .Concat(container.At("volumes").Items().OfType<YamlScalarNode>().Where(static volume => ContainerOptions.IsOfHost(volume.Value ?? "")));
}
