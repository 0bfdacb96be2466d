using YamlDotNet.RepresentationModel;

namespace IgMlNet.Publishing.Workflows.Rules;

/// <summary>W19: keys are written in the case in which GitHub documents them.</summary>
internal sealed class KeysAsDocumented : WorkflowRule
{
    private static readonly string[] OfWorkflow = ["name", "run-name", "on", "permissions", "env", "defaults", "concurrency", "jobs", "inputs", "outputs", "runs"];

    private static readonly string[] OfJob =
    [
        "name", "permissions", "needs", "if", "runs-on", "environment", "concurrency", "outputs", "env", "defaults", "steps", "timeout-minutes", "strategy",
        "continue-on-error", "container", "services", "uses", "with", "secrets",
    ];

    private static readonly string[] OfStep = ["id", "if", "name", "uses", "run", "working-directory", "shell", "with", "env", "continue-on-error", "timeout-minutes"];
    private static readonly string[] OfContainer = ["image", "credentials", "env", "ports", "volumes", "options"];
    private static readonly string[] OfConcurrency = ["group", "cancel-in-progress"];
    private static readonly string[] OfStrategy = ["matrix", "fail-fast", "max-parallel"];
    private static readonly string[] OfRunner = ["group", "labels"];

    private static readonly string[] OfPermissions =
    [
        "actions", "attestations", "checks", "contents", "deployments", "discussions", "id-token", "issues", "models", "packages", "pages", "pull-requests",
        "repository-projects", "security-events", "statuses",
    ];

    private static readonly Dictionary<string, string[]> OfActions = new(StringComparer.Ordinal)
    {
        ["actions/checkout"] = ["repository", "ref", "token", "path", "persist-credentials", "submodules", "fetch-depth", "allow-unsafe-pr-checkout"],
        ["actions/github-script"] = ["script", "github-token"],
    };

    /// <inheritdoc/>
    public override string Id => "W19";

    /// <inheritdoc/>
    public override string Title => "Keys have the case that GitHub documents";

    /// <inheritdoc/>
    public override string Cause => "GitHub refuses some such keys and obeys others, as inputs of actions, which readers and other linters overlook";

    /// <inheritdoc/>
    public override string Remedy => "Write the key in lower case";

    /// <inheritdoc/>
    public override IEnumerable<WorkflowFinding> Check(WorkflowFile file, LintContext context)
    {
        var events = WorkflowEvents.OfPullRequests.Concat(WorkflowEvents.FromOutside).Concat(WorkflowEvents.OfWriters).Append(WorkflowEvents.Called).ToArray();
        var misspelt = In(file.Root, OfWorkflow).Concat(In(file.Root.At("permissions"), OfPermissions)).Concat(In(file.Root.At("concurrency"), OfConcurrency))
            .Concat(file.TriggerNodes.Where(trigger => IsMisspelt(trigger.Event, events)).Select(static trigger => trigger.Node));
        foreach (var job in file.Jobs.Select(static job => job.Node))
        {
            misspelt = misspelt.Concat(In(job, OfJob)).Concat(In(job.At("permissions"), OfPermissions)).Concat(In(job.At("concurrency"), OfConcurrency))
                .Concat(In(job.At("strategy"), OfStrategy)).Concat(In(job.At("runs-on"), OfRunner)).Concat(In(job.At("container"), OfContainer))
                .Concat(job.At("services").Entries().SelectMany(static service => In(service.Value, OfContainer)));
        }

        foreach (var step in file.Steps)
        {
            misspelt = misspelt.Concat(In(step.Node, OfStep));
            if (OfActions.TryGetValue(step.Action, out var inputs))
                misspelt = misspelt.Concat(In(step.Node.At("with"), inputs));
        }

        return misspelt.Select(node => Found(file, node, $"the key '{node.Text()}' is not in lower case"));
    }

    private static IEnumerable<YamlNode> In(YamlNode? mapping, string[] known) =>
        mapping.Entries().Where(entry => IsMisspelt(entry.Key, known)).Select(static entry => entry.KeyNode);

    private static bool IsMisspelt(string key, string[] known) =>
        !known.Contains(key, StringComparer.Ordinal) && known.Contains(key, StringComparer.OrdinalIgnoreCase);
}
