using IgMlNet.Publishing.Workflows.Reach;
using IgMlNet.Publishing.Workflows.Rules;

namespace IgMlNet.Publishing.Workflows;

/// <summary>The rules for workflows.</summary>
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
        new GatedEvents(),
        new PinnedImages(),
        new NoDataIntoEnvironment(),
        new NoInsecureCommands(),
        new SoundConditions(),
        new NoTrustInBotNames(),
        new NoCachesInReleases(),
        new NoWholeSecrets(),
        new NoWrittenCredentials(),
        new KeysAsDocumented(),
        new GatedRunners(),
    ];

    /// <summary>The findings in all files of a repository, each once, by file and place.</summary>
    public static IReadOnlyList<WorkflowFinding> Check(WorkflowSet files, RunnerOwner owner)
    {
        var context = new LintContext(owner, files);
        return
        [
            .. files.Files.SelectMany(file => Rules.SelectMany(rule => rule.Check(file, context)))
                .DistinctBy(static finding => (finding.Rule.Id, finding.Path, finding.Line, finding.Column))
                .OrderBy(static finding => finding.Path, StringComparer.Ordinal).ThenBy(static finding => finding.Line).ThenBy(static finding => finding.Column)
                .ThenBy(static finding => finding.Rule.Number),
        ];
    }
}
