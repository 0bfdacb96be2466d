using IgMlNet.Publishing.Workflows.Expressions;
using IgMlNet.Publishing.Workflows.Reach;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W9: what a pull request brings is checked out by its commit, beside a harness of the base's commit.</summary>
internal sealed class ExactCommits : WorkflowRule
{
    private const string Head = "github.event.pull_request.head.sha";
    private const string Base = "github.event.pull_request.base.sha";

    private static readonly string[] Names =
        ["github.head_ref", "github.event.pull_request.head.ref", "github.event.pull_request.head.label", "github.ref", "github.ref_name", "github.event.workflow_run.head_branch"];

    /// <inheritdoc/>
    public override string Id => "W9";

    /// <inheritdoc/>
    public override string Title => "Pull requests are checked out by commit, and evaluated by the base's code";

    /// <inheritdoc/>
    public override string Cause => "A branch can move between approval and checkout, and code of the pull request would compute its own numbers";

    /// <inheritdoc/>
    public override string Remedy => $"Check the candidate out by ${{{{ {Head} }}}} into a path of its own, and the code that is run by ${{{{ {Base} }}}}";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        foreach (var step in file.Steps.Where(static step => step.IsCheckout))
        {
            if (step.Input("ref") is { } reference && EmbeddedExpression.In(reference.Text()).Any(static embedded => embedded.Value.Yields.Any(static source => Names.Contains(source.Path))))
                yield return Found(file, reference, "the checkout names a branch and not a commit");
        }

        foreach (var job in file.IsForPullRequests ? file.Jobs.Where(static job => job.IsSelfHosted) : [])
        {
            var checkouts = job.Steps.Where(static step => step.IsCheckout).ToList();
            foreach (var step in checkouts.Where(static step => !Is(step, Head) && !Is(step, Base)))
                yield return Found(file, step.Node, $"job {job.Id} checks out neither the head's commit nor the base's");
            foreach (var step in checkouts.Where(static step => Is(step, Head)))
            {
                if (step.Input("path") is null)
                    yield return Found(file, step.Node, $"job {job.Id} checks the candidate out where code is run");
                if (!checkouts.Any(static other => Is(other, Base)))
                    yield return Found(file, step.Node, $"job {job.Id} has no harness of the base's commit");
                var candidate = LocalUses.PathOf($"./{step.Input("path").Text()}") ?? "";
                foreach (var other in job.Steps.Where(other => candidate.Length > 0 && (LocalUses.PathOf(other.Uses?.Value) + "/").StartsWith(candidate + "/", StringComparison.Ordinal)))
                    yield return Found(file, other.Node, $"job {job.Id} runs an action of the candidate");
            }
        }
    }

    private static bool Is(WorkflowStep step, string commit) =>
        EmbeddedExpression.In(step.Input("ref").Text()).ToList() is [{ Value: ReferenceExpression { Path: var path } }] && path == commit;
}
