using System.CommandLine;
using IgMlNet.Bot.Commands;
using IgMlNet.Bot.Plans;
using IgMlNet.Publishing;
using IgMlNet.Publishing.Commands;
using IgMlNet.Robustness.Native;

namespace IgMlNet.Bot;

/// <summary>The program <c>igml</c>: all commands.</summary>
internal static class BotProgram
{
    /// <summary>The program.</summary>
    public static IgmlProgram Program { get; } = new(
        "igml",
        "igml ranks the neurons of an image classifier, defends it at test time by the Interpretability-Guided Defense " +
        "(Kulkarni & Weng, ECCV 2024), attacks it, and reports how robust it is.")
    {
        Commands = Commands,
        Explain = Explain,
    };

    private static IReadOnlyList<Command> Commands() =>
    [
        new EvaluateCommand(),
        new PlanCommand(),
        new MergeCommand(),
        new ReportCommand(),
        new CompareCommand(),
        new AuthorizeCommand(),
        new PublishCommand(),
        new CommentCommand(),
        PublishingProgram.Leaderboard(),
        new AttackCommand(),
        new JudgeCommand(),
        new AuditCommand(),
        new AnalyzeCommand(),
        new RankCommand(),
        new TrainCommand(),
        new ModelsCommand(),
        new Command("data", "Fetches data sets, and makes the files of bundled ones.") { new DataGetCommand(), new ExcerptCommand() },
        new LintWorkflowsCommand(),
        new InfoCommand(),
    ];

    private static ExplainedFailure? Explain(Exception exception) => exception switch
    {
        NativeBackendException e => new ExplainedFailure(ExitCode.UnusableInput, e.Message),
        PlanFaultsException e => new ExplainedFailure(ExitCode.UnusableInput, [.. e.Faults.Select(fault => fault.Message)]),
        _ => PublishingProgram.Program.Explain(exception),
    };
}
