using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>
/// W2: a workflow begins without rights; jobs ask for those that they need, on machines of GitHub's, and only for what such a workflow is
/// for. Of jobs that others can start, one at most may write.
/// </summary>
internal sealed class LeastPermissions : WorkflowRule
{
    private const string StartWorkflows = "actions";
    private static readonly string[] OfPublishing = ["actions", "checks", "pull-requests"];
    private static readonly string[] OfAnalysis = ["security-events"];
    private static readonly string[] OfDefaultBranch =
    [
        "actions", "attestations", "contents", "deployments", "discussions", "id-token", "issues", "packages", "pages", "pull-requests", "security-events",
    ];

    /// <inheritdoc/>
    public override string Id => "W2";

    /// <inheritdoc/>
    public override string Title => "Permissions are none or read-only, and only the publishing job may write";

    /// <inheritdoc/>
    public override string Cause => "Everything that runs in a job has the job's rights, which by default may be to write everything";

    /// <inheritdoc/>
    public override string Remedy =>
        "Begin with 'permissions: {}', and give rights job by job: nothing but security-events to write for pull_request, checks, pull-requests and "
        + "actions for workflow_run, and to one job only where others can start the workflow";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        if (file.IsAction)
            yield break;
        var permissions = file.Root.At("permissions");
        if (permissions is null)
            yield return Found(file, file.Root, "the workflow has no permissions");
        if (permissions is YamlScalarNode { Value: not "read-all" } word)
            yield return Found(file, word, $"the workflow's permissions are '{word.Value}'");
        foreach (var (scope, key, value) in permissions.Entries().Where(static entry => entry.Value.Text() is not ("read" or "none")))
            yield return Found(file, key, $"the workflow may '{value.Text()}' {scope}");

        var allowed = file.IsForPullRequests ? OfAnalysis : file.FollowsAnother ? OfPublishing : OfDefaultBranch;
        var writers = 0;
        foreach (var job in file.Jobs)
        {
            var writes = job.Writes.ToList();
            foreach (var (scope, node) in writes.Where(write => !allowed.Contains(write.Scope)))
                yield return Found(file, node, $"job {job.Id} may write {(scope == "*" ? "everything" : scope)}");
            if (file.IsStartedFromOutside && writes.Exists(static write => write.Scope != StartWorkflows) && ++writers > 1)
                yield return Found(file, job.Key, $"job {job.Id} is the second that may write");
            if (writes.Count > 0 && job.IsSelfHosted)
                yield return Found(file, job.Key, $"job {job.Id} may write on a self-hosted machine");
        }
    }
}
