using System.CommandLine;
using IgMlNet.Bot.Analyses;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.IO;
using IgMlNet.Publishing.Plots;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Experiments;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml analyze</c>: the experiments of the paper, on any model.</summary>
internal sealed class AnalyzeCommand : IgmlCommand
{
    private const string All = "all";
    private const string AttacksName = "--attacks";
    private const string DefaultAttacks = "apgd-ce-50,transfer-apgd-ce-50";

    private readonly IgmlArgument _name = new(
        "NAME",
        $"{string.Join("; ", Experiments().Select(one => $"{one.Id} ({one.Origin}): {one.Purpose.TrimEnd('.')}"))}; or {All} of them.");

    private readonly ImageOptions _images = new(200);
    private readonly ProbeOptions _probe = new();
    private readonly ModelOptions _model = new();
    private readonly ClipOptions _clip = new();

    private readonly IgmlOption<NeuronsKept> _k = new(
        "--k", "n|1/n", "Neurons that each class keeps, or which share of the layer's, where that is not what is varied; the paper takes 50 of 512.",
        NeuronsKept.ATenth, NotSearched)
    { DefaultText = "tenth of the layer's neurons" };

    private readonly IgmlOption<PixelLength?> _sigma = new(
        "--sigma", "σ", "Standard deviation of the smoothing noise where that is not what is varied, in pixel units of [0,1], or by ε.",
        null, DefenseOptions.ParseDeviation)
    { DefaultText = "ε/2 in Linf" };

    private readonly ThreatOptions _threat = new();

    private readonly IgmlOption<IReadOnlyList<AttackRecipe>> _attacks = new(
        AttacksName, "list",
        $"The attacks of experiments that evaluate: {AttackList.Names}. The paper takes autoattack; transfer attacks are the strongest on its defense.",
        AttackList.Parse(DefaultAttacks), AttackList.Parse)
    { DefaultText = DefaultAttacks };

    private readonly IgmlOption<int> _steps = new(
        "--steps", "n", "Steps of the PGD whose changes of activations are looked at.", 50, OptionText.Count("--steps", 1, 100_000))
    { DefaultText = "50" };

    private readonly RunOptions _run = new();
    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<string> _out = new(
        "--out", "folder", "Where NAME.json, NAME.md, plots, and the evaluations behind them go.", "analysis", OptionText.Path("--out"))
    { DefaultText = "analysis", IsPath = true, DecidesResults = false };

    public AnalyzeCommand()
        : base(
            "analyze",
            "Repeats an experiment of the paper on a model: how attacks shift activations, what each part of the defense is worth, how " +
            "sensitive it is to its numbers, loss surfaces, and what ranking costs. Killed at any moment, the same command goes on where it was.")
    {
        Add(_name);
        AddGroup("Images", [.. _images.All, .. _probe.All]);
        AddGroup("Model", [.. _model.All]);
        AddGroup("CD-IR", [.. _clip.All]);
        AddGroup("Experiment", [_k, _sigma, .. _threat.Budget, _attacks, _steps, .. _run.All]);
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
        var files = new AnalysisFiles(arguments.GetValue(_out)!);
        files.CheckWritable();
        var source = _images.Source(arguments, _model);
        var threatModel = _threat.ThreatModel(arguments, source);
        var images = _images.Load(arguments, source, cancellationToken);
        var probe = _probe.Load(arguments, source, cancellationToken);
        var device = _machine.Prepare(arguments);
        var model = _model.Load(arguments, source, images, device, cancellationToken);
        using var classifier = model.Classifier;
        var layer = _model.Layer(arguments, classifier);
        var kept = arguments.GetValue(_k)!;
        kept.Check(layer);
        var clip = _clip.Plan(arguments);
        var methods = ClipOptions.Apply(
            clip,
            ClipOptions.IsThere(clip, source) ? [LeaveOneOut.Signed, new ClipDissect()] : [LeaveOneOut.Signed],
            source);
        var (seed, draws, batchSize) = _run.Values(arguments);
        var (probeSamples, isProbeGiven) = _probe.Samples(arguments);
        var (norm, epsilon) = _threat.Given(arguments);
        var attacks = arguments.GetValue(_attacks)!;
        ThreatOptions.Create(attacks, classifier, threatModel);
        var plan = new EvaluationPlan
        {
            Dataset = _images.Dataset(arguments),
            Preprocessing = _images.Preprocessing(arguments)?.Name,
            Split = _images.Split(arguments),
            Samples = images.Count,
            RequiresSamples = true,
            ProbeSamples = probeSamples,
            RequiresProbeSamples = isProbeGiven,
            Seed = seed,
            Norm = norm.Id,
            Epsilon = epsilon,
            Models = [_model.Plan(arguments)],
            Attacks = [.. attacks.Select(attack => attack.Id)],
            Draws = draws,
            BatchSize = batchSize,
        };
        var runner = new AnalysisRunner(terminal, files, CommandText.Of(arguments), device)
        {
            Model = model,
            Machine = _machine.Describe(arguments).ToMachine(),
            Images = images,
            Probe = probe,
            Methods = methods,
            Layer = layer,
            ThreatModel = threatModel,
            K = kept,
            Deviations = arguments.GetValue(_sigma) is { } sigma ? [sigma] : null,
            Steps = arguments.GetValue(_steps),
            Plan = plan,
            Clip = clip,
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

    private static NeuronsKept NotSearched(string text) => NeuronsKept.Parse(text) is { IsSearched: false } kept
        ? kept
        : throw new InputException("--k", "is not searched for here", "Write a number, which 'igml rank choose-k' finds");

    private static IEnumerable<(string Id, string Origin, string Purpose)> Experiments() =>
    [
        .. ModelExperiment.All.Select(analysis => (analysis.Id, analysis.Origin, analysis.Purpose)),
        .. Study.All.Select(study => (study.Id, study.Origin, study.Purpose)),
    ];

    private static List<string> Chosen(string name)
    {
        var ids = Experiments().Select(one => one.Id).ToList();
        if (name == All)
            return ids;
        return ids.Contains(name)
            ? [name]
            : throw new InputException($"analysis '{name}'", "is not known", $"Choose one of {string.Join(", ", ids)}, or {All}");
    }
}
