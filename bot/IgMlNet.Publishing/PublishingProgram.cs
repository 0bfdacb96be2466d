using System.CommandLine;
using IgMlNet.Publishing.Commands;
using IgMlNet.Publishing.GitHub;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Publishing;

/// <summary>The program <c>igml-publish</c>: the commands of <c>igml</c> that need nothing but results.</summary>
internal static class PublishingProgram
{
    /// <summary>The program.</summary>
    public static IgmlProgram Program { get; } = new(
        "igml-publish",
        "igml-publish merges, compares and publishes results of igml. It needs no model, no images and no libtorch.")
    {
        Commands = Commands,
        Explain = Explain,
    };

    /// <summary>The commands of a leaderboard.</summary>
    public static Command Leaderboard() => new("leaderboard", "Ranks verified results, in documents and on a page.")
    {
        new LeaderboardUpdateCommand(), new LeaderboardHtmlCommand(), new LeaderboardBadgeCommand(), new LeaderboardImportCommand(),
    };

    private static IReadOnlyList<Command> Commands() =>
    [
        new MergeCommand(),
        new ReportCommand(),
        new CompareCommand(),
        new AuthorizeCommand(),
        new PublishCommand(),
        new CommentCommand(),
        Leaderboard(),
        new LintWorkflowsCommand(),
    ];

    private static ExplainedFailure? Explain(Exception exception) => exception switch
    {
        IncompleteEvaluationException e => new ExplainedFailure(ExitCode.Incomplete, e.Message),
        GitHubException e => new ExplainedFailure(ExitCode.GitHubFailed, $"{e.Message}."),
        _ => null,
    };
}
