using IgMlNet.Publishing.Workflows.Expressions;
using IgMlNet.Publishing.Workflows.Reach;
using IgMlNet.Publishing.Workflows.Scripts;
using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>
/// W3: what anyone can start with the rights of the default branch touches nothing that a pull request made, but through the bot. Steps
/// are followed into composite actions and reusable workflows.
/// </summary>
internal sealed class NoForeignCodeWithRights : WorkflowRule
{
    private const string Target = "pull_request_target";

    /// <inheritdoc/>
    public override string Id => "W3";

    /// <inheritdoc/>
    public override string Title => "No pull_request_target, and no files of others in workflows that anyone can start with rights";

    /// <inheritdoc/>
    public override string Cause => "Such runs have the default branch's token, secrets and caches, whoever caused the event";

    /// <inheritdoc/>
    public override string Remedy => "Compute on pull_request without rights, let 'igml publish' of the default branch read the artifacts, and check out github.sha and nothing else";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        foreach (var (_, node) in file.TriggerNodes.Where(static trigger => trigger.Event.Equals(Target, StringComparison.OrdinalIgnoreCase)))
            yield return Found(file, node, "it runs on pull_request_target");
        foreach (var unsafely in file.Steps.Select(static step => step.Input("allow-unsafe-pr-checkout")).OfType<YamlNode>())
            yield return Found(file, unsafely, "allow-unsafe-pr-checkout is given");

        foreach (var (reached, started) in StartedSteps(file, context))
        {
            foreach (var found in Checkout(reached, started).Concat(Download(reached, started)).Concat(InScripts(reached, started)))
                yield return found;
        }
    }

    /// <summary>The steps that run with rights on an event from outside, each with what starts them.</summary>
    private static IEnumerable<(ReachedStep Step, string Started)> StartedSteps(WorkflowFile file, LintContext context)
    {
        if (file.Triggers.FirstOrDefault(WorkflowEvents.FromOutside.Contains) is { } trigger)
            return context.Files.StepsOf(file).Select(step => (step, trigger + step.Via));

        // Reviews run like pull requests; those of branches in the repository itself have the rights that a job asks for.
        if (file.Triggers.FirstOrDefault(static other => other.StartsWith("pull_request_review", StringComparison.OrdinalIgnoreCase)) is { } review)
            return context.Files.StepsOf(file).Where(static step => step.Job.Writes.Any()).Select(step => (step, review + step.Via));

        // A reusable workflow that nobody here calls is called by others, on events that cannot be told.
        return file.Triggers.Contains(WorkflowEvents.Called) && context.Files.CallersOf(file).Count == 0
            ? context.Files.StepsOf(file).Where(static step => HoldsRights(step.Job)).Select(step => (step, WorkflowEvents.Called + step.Via))
            : [];
    }

    private static bool HoldsRights(WorkflowJob job) => job.Writes.Any()
        || job.Node.Scalars().Any(static scalar => EmbeddedExpression.In(scalar.Value).Any(static embedded => embedded.Value.Uses("secrets")));

    private IEnumerable<WorkflowFinding> Checkout(ReachedStep reached, string started)
    {
        if (!reached.Step.IsCheckout)
            yield break;
        foreach (var input in new[] { reached.Step.Input("ref"), reached.Step.Input("repository") }.OfType<YamlScalarNode>())
        {
            var isOfPull = input.Value?.Contains("refs/pull/", StringComparison.Ordinal) ?? false;
            if (isOfPull || new ScriptVariables(reached, "").KindOf(input.Value ?? "") != SourceKind.Fixed)
                yield return Found(reached.File, input, $"{started} checks out what the event, an input or an earlier step names");
        }
    }

    private IEnumerable<WorkflowFinding> Download(ReachedStep reached, string started)
    {
        var step = reached.Step;
        if (started.StartsWith(WorkflowEvents.Called, StringComparison.Ordinal))
            yield break;
        if (started.StartsWith("workflow_run", StringComparison.Ordinal) || started.StartsWith(Target, StringComparison.Ordinal))
        {
            if (Caches.IsUsedBy(step))
                yield return Found(reached.File, step.Node, $"{started} uses a cache");
        }

        if (step.Action.Contains("download", StringComparison.Ordinal) && !IsOfSameRun(step))
            yield return Found(reached.File, step.Node, $"{started} downloads by {step.Action}");

        // Artifacts of the same run are its own, but for workflow_run nobody says so.
        bool IsOfSameRun(WorkflowStep download) => !started.StartsWith("workflow_run", StringComparison.Ordinal)
            && download.Action == "actions/download-artifact" && download.Input("run-id") is null;
    }

    private IEnumerable<WorkflowFinding> InScripts(ReachedStep reached, string started) =>
        from script in reached.Step.Scripts
        from line in ForeignFetches.In(reached, script.Value ?? "")
        select Found(reached.File, script, line.Offset, $"{started} fetches what a pull request made");
}
