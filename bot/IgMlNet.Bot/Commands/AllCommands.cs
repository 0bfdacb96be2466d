using System.CommandLine;

namespace IgMlNet.Bot.Commands;

/// <summary>The commands of <c>igml</c>, in the order of its help.</summary>
internal static class AllCommands
{
    /// <summary>Makes the commands. It costs nothing: libtorch is loaded when a command runs that needs it.</summary>
    public static IReadOnlyList<Command> Create() =>
    [
        new EvaluateCommand(),
        new PlanCommand(),
        new MergeCommand(),
        new ReportCommand(),
        new CompareCommand(),
        new AuthorizeCommand(),
        new PublishCommand(),
        new CommentCommand(),
        new Command("leaderboard", "Ranks verified results, in documents and on a page.")
        {
            new LeaderboardUpdateCommand(), new LeaderboardHtmlCommand(), new LeaderboardImportCommand(),
        },
        new AttackCommand(),
        new AnalyzeCommand(),
        new RankCommand(),
        new TrainCommand(),
        new ModelsCommand(),
        new Command("data", "Fetches data sets, and makes the files of bundled ones.") { new DataGetCommand(), new ExcerptCommand() },
        new LintWorkflowsCommand(),
        new InfoCommand(),
    ];
}
