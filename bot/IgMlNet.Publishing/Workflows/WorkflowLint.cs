using IgMlNet.IO;
using IgMlNet.Publishing.Workflows.Rules;

namespace IgMlNet.Publishing.Workflows;

/// <summary>The rules for workflows, and the files that they are for.</summary>
internal static class WorkflowLint
{
    /// <summary>All rules.</summary>
    public static IReadOnlyList<WorkflowRule> Rules { get; } =
    [
        new PinnedActions(),
        new LeastPermissions(),
        new NoForeignCodeWithRights(),
        new NoKeptCredentials(),
        new NoExpressionsInScripts(),
        new NoSecretsForPullRequests(),
        new GuardedRunners(),
        new ConcurrencyByPullRequest(),
        new ExactCommits(),
    ];

    /// <summary>The workflows and actions in a folder such as <c>.github</c>, or the file itself.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        var found = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(static file => Path.GetExtension(file) is ".yml" or ".yaml"
                && (Path.GetFileName(Path.GetDirectoryName(file)) == "workflows" || Path.GetFileNameWithoutExtension(file) == "action"))
            .Order(StringComparer.Ordinal).ToList();
        return found.Count > 0 ? found : throw new InputException(path, "has no workflows/*.yml and no action.yml", "Name a folder .github, or a file");
    }

    /// <summary>What the rules find in a file, by place.</summary>
    public static IReadOnlyList<WorkflowFinding> Check(WorkflowFile file, RunnerOwner owner) =>
    [
        .. Rules.SelectMany(rule => rule.Check(file, owner)).OrderBy(static finding => finding.Line).ThenBy(static finding => finding.Column),
    ];
}
