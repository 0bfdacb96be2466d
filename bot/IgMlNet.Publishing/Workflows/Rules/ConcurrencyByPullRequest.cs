using IgMlNet.Publishing.Workflows.Expressions;
using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W8: runs of one pull request wait for each other, those of different ones do not, and writing is never cut off.</summary>
internal sealed class ConcurrencyByPullRequest : WorkflowRule
{
    private static readonly string[] Numbers =
        ["github.event.pull_request.number", "github.event.number", "github.ref", "github.event.workflow_run.pull_requests"];

    private static readonly string[] Branches = ["github.head_ref", "github.event.pull_request.head.ref", "github.event.workflow_run.head_branch"];

    private static readonly string[] Repositories =
    [
        "github.event.pull_request.head.repo.full_name", "github.event.pull_request.head.repo.id", "github.event.workflow_run.head_repository.full_name",
        "github.event.workflow_run.head_repository.id",
    ];

    /// <inheritdoc/>
    public override string Id => "W8";

    /// <inheritdoc/>
    public override string Title => "The concurrency group names the pull request, and publishing is not cancelled";

    /// <inheritdoc/>
    public override string Cause => "A group holds one running and one waiting run, and a third cancels the one that waits: of another pull request, if they share it";

    /// <inheritdoc/>
    public override string Remedy =>
        "Put the pull request's number, or repository and branch of its head, into concurrency.group, and 'cancel-in-progress: false' where something is written";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        if (file.IsAction)
            yield break;
        foreach (var job in file.Jobs)
        {
            var concurrency = job.Node.At("concurrency") ?? file.Root.At("concurrency");
            var writes = file.FollowsAnother || job.Writes.Any();
            if (concurrency is null)
            {
                if ((writes && file.IsStartedFromOutside) || (file.IsForPullRequests && job.IsSelfHosted))
                    yield return Found(file, job.Key, $"job {job.Id} has no concurrency group");
                continue;
            }

            if ((file.IsForPullRequests || file.FollowsAnother) && !NamesPullRequest(concurrency, file.FollowsAnother))
                yield return Found(file, concurrency, $"the concurrency group of job {job.Id} does not name the pull request");
            if (writes && concurrency.At("cancel-in-progress").Text() is not (null or "false"))
                yield return Found(file, concurrency, $"job {job.Id} may be cancelled while it writes");
        }
    }

    private static bool NamesPullRequest(YamlNode concurrency, bool followsAnother)
    {
        var expressions = EmbeddedExpression.In((concurrency as YamlMappingNode).At("group").Text() ?? concurrency.Text()).ToList();
        return Has(Numbers.Where(number => !followsAnother || number != "github.ref")) || (Has(Branches) && Has(Repositories));

        bool Has(IEnumerable<string> members) => members.Any(member => expressions.Any(embedded => embedded.Value.Yields.Any(reference => reference.IsIn(member))));
    }
}
