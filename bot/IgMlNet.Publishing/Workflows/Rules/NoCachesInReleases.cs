namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W16: what is released is built without caches.</summary>
internal sealed class NoCachesInReleases : WorkflowRule
{
    /// <inheritdoc/>
    public override string Id => "W16";

    /// <inheritdoc/>
    public override string Title => "No caches in workflows that release";

    /// <inheritdoc/>
    public override string Cause => "Anything that once ran on the default branch may have written the cache, and so what is released (cache poisoning)";

    /// <inheritdoc/>
    public override string Remedy => "Leave the cache out, and turn off those that actions have by default, e.g. 'cache: false' of actions/setup-go";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        if (!IsReleasing(file))
            yield break;
        foreach (var reached in context.Files.StepsOf(file).Where(static reached => Caches.IsUsedBy(reached.Step) && !Caches.DependsOnEvent(reached.Step)))
            yield return Found(reached.File, reached.Step.Node, $"a release uses the cache of {reached.Step.Action}{reached.Via}");
    }

    /// <summary>Whether a workflow starts on releases or tags, without running for pull requests and branches too.</summary>
    private static bool IsReleasing(WorkflowFile file)
    {
        var push = file.Root.At("on").At("push");
        return file.Triggers.Contains("release")
            || (push.At("tags") is not null && push.At("branches") is null && !file.IsForPullRequests)
            || push.At("branches").Items().Any(static branch => branch.Text()?.StartsWith("release", StringComparison.OrdinalIgnoreCase) ?? false);
    }
}
