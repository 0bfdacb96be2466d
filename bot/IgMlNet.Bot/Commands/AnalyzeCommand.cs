using System.CommandLine;
using IgMlNet.Bot.Experiments;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.Bot.Plans.Values;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Publishing.Plots;
using IgMlNet.Robustness.Experiments;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml analyze</c>: the experiments of the paper, on any model.</summary>
internal sealed class AnalyzeCommand : IgmlCommand
{
    private const string All = "all";

    private readonly IgmlArgument _name = new(
        "NAME",
        $"{string.Join("; ", Experiments().Select(one => $"{one.Id} ({one.Origin}): {one.Purpose.TrimEnd('.')}"))}; or {All} of them.");

    private readonly PlanOptions _plan = new(new EvaluationPlan
    {
        Samples = SampleCount.UpTo(200),
        Attacks = AttackList.Parse("apgd-ce-50,transfer-apgd-ce-50"),
        Defenses = [new MaskGrid { Rankings = RankingChoice.Paper }],
    });

    private readonly IgmlOption<int> _steps = new(
        "--steps", Notations.Count(1, 100_000), 50, "Steps of the PGD whose changes of activations are looked at.");

    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<string> _out = new(
        "--out", Notations.Path("folder"), "analysis", "Folder of NAME.json, NAME.md, plots, and the evaluations behind them.")
    { DecidesResults = false };

    public AnalyzeCommand()
        : base(
            "analyze",
            "Repeats an experiment of the paper on a model: how attacks shift activations, what each part of the defense is worth, how " +
            "sensitive it is to its numbers, loss surfaces, and what ranking costs. It is safe to interrupt: the same command resumes.")
    {
        Add(_name);
        AddGroup("Images", [.. _plan.Images, .. _plan.Probe]);
        AddGroup("Model", _plan.Model);
        AddGroup("CD-IR", _plan.Clip);
        AddGroup(
            "Experiment",
            [.. _plan.Of(MaskSettings.K, NoiseSettings.Deviations), .. _plan.ThreatModel, .. _plan.Of(PlanSettings.Attacks), _steps, .. _plan.Run]);
        AddGroup("Machine", [.. _machine.All]);
        AddGroup("Output", _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("Do attacks move activation from the true class's neurons to the predicted one's?", "igml analyze activation-shift"),
        new("How few neurons does a class need?", "igml analyze k --samples 500"),
        new("All of the paper's experiments on a model of your own, with its attacks:",
            "igml analyze all --dataset cifar10 --checkpoint model.pt --attacks autoattack --k 50 --out analysis"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var chosen = Chosen(arguments.GetValue(_name)!);
        using var loaded = new LoadedPlan(Plan(arguments), terminal, cancellationToken);
        loaded.Check();
        var files = new ExperimentFiles(arguments.GetValue(_out)!);
        var runner = new ExperimentRunner(
            loaded.Counted(), files, CommandText.Of(arguments),
            () => (_machine.Prepare(arguments), _machine.Describe(arguments)), cancellationToken)
        {
            Steps = arguments.GetValue(_steps),
        };
        var reports = chosen.Select(id => runner.Run(id, cancellationToken)).ToList();
        if (reports.Count > 1)
        {
            files.Write(reports);
            terminal.Line($"Wrote    {files.Document}");
        }

        if (Picture.WithoutFonts is { } missing)
            terminal.Line(missing);
        return ExitCode.Success;
    }

    /// <summary>The plan, with one grid of masks whose k and noise hold where an experiment does not vary them.</summary>
    private EvaluationPlan Plan(ParseResult arguments)
    {
        var plan = _plan.Plan(arguments);
        var grid = (MaskGrid)plan.Defenses.Single() with { Rankings = RankingChoice.Paper };
        return plan with { Defenses = [grid with { Smoothing = grid.Deviations is null ? SmoothingChoice.Off : SmoothingChoice.On }] };
    }

    private static IEnumerable<(string Id, string Origin, string Purpose)> Experiments() =>
    [
        .. ModelExperiment.All.Select(analysis => (analysis.Id, analysis.Origin, analysis.Purpose)),
        .. EvaluatedExperiment.All.Select(one => (one.Id, one.Origin, one.Purpose)),
    ];

    private static List<string> Chosen(string name)
    {
        var ids = Experiments().Select(one => one.Id).ToList();
        if (name == All)
            return ids;
        return ids.Contains(name)
            ? [name]
            : throw new InputException($"experiment '{name}'", "is not known", $"Choose one of {string.Join(", ", ids)}, or {All}");
    }
}
