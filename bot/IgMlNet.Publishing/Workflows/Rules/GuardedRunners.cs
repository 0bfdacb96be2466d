using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W7: jobs on machines of one's own end by themselves, are let in by group, and leave nothing behind.</summary>
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
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, RunnerOwner owner)
    {
        foreach (var job in file.Jobs.Where(static job => job.IsSelfHosted))
        {
            if (job.Node.At("timeout-minutes") is null)
                yield return Found(file, job.Key, $"job {job.Id} has no timeout-minutes");
            if (job.RunsOnGroup is null && owner == RunnerOwner.Organization)
                yield return Found(file, job.Key, $"job {job.Id} has no runs-on.group");
            if (job.Node.At("strategy").At("matrix") is not null && job.Node.At("strategy").At("fail-fast").Text() != "false")
                yield return Found(file, job.Key, $"job {job.Id} has a matrix that ends all jobs with the first that fails");
            foreach (var scalar in new[] { job.Node.At("container"), job.Node.At("services") }.SelectMany(YamlNodes.Scalars).Where(LeadsOut))
                yield return Found(file, scalar, $"the container of job {job.Id} can reach its host");
            foreach (var step in job.Steps.Where(static step => step.IsCache))
                yield return Found(file, step.Node, $"job {job.Id} uses a cache");
        }
    }

    private static bool LeadsOut(YamlScalarNode scalar) =>
        scalar.Value is { } text && (text.Contains("--privileged", StringComparison.Ordinal) || text.Contains("docker.sock", StringComparison.Ordinal));
}
