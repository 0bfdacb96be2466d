using System.CommandLine;
using System.Globalization;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Terminal;
using IgMlNet.Robustness.Images;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml rank</c>: ranks the neurons of a layer by their importance to every class.</summary>
internal sealed class RankCommand : IgmlCommand
{
    private readonly IgmlOption<string> _dataset = DatasetOption.Create();
    private readonly IgmlOption<ImagePreprocessing?> _preprocessing = PreprocessingOption.Create();
    private readonly ProbeOptions _probe = new();
    private readonly ModelOptions _model = new();

    private readonly IgmlOption<RankingMethod> _ranking = new(
        "--ranking", "method",
        "lo-ir: mean change of a class's logit when the neuron is masked (the paper's Eq. 5); lo-ir-absolute: of its " +
        "absolute value, as the published code has it; cd-ir: likeness to the class's name under CLIP; random: the control.",
        LeaveOneOut.Signed, RankingMethod.Find)
    { DefaultText = LeaveOneOut.Signed.Id };

    private readonly IgmlOption<ulong> _seed = new("--seed", "n", "Seed of the random ranking.", 0, OptionText.Seed("--seed"))
    { DefaultText = "0" };

    private readonly ClipOptions _clip = new();
    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<int> _top = new(
        "--top", "n", "How many neurons of each class to show.", 8, OptionText.Count("--top", 1, 1000))
    { DefaultText = "8", DecidesResults = false };

    private readonly IgmlOption<string> _out = new(
        "--out", "file", "The ranking's file, for 'igml evaluate --ranking-file'.",
        "ranking.safetensors", OptionText.Path("--out"))
    { DefaultText = "ranking.safetensors", IsPath = true, DecidesResults = false };

    public RankCommand()
        : base(
            "rank",
            "Ranks the neurons of a layer by their importance to every class, shows the first ones and saves the ranking.")
    {
        AddGroup("Images", [_dataset, _preprocessing, .. _probe.All]);
        AddGroup("Model", [.. _model.All]);
        AddGroup("Ranking", _ranking, _seed);
        AddGroup("CD-IR", [.. _clip.All]);
        AddGroup("Machine", [.. _machine.All]);
        AddGroup("Output", _top, _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("The last layer of the bundled model:", "igml rank"),
        new("By class names alone, with OpenAI's CLIP:",
            "igml rank --checkpoint model.pt --dataset cifar-10-batches-bin --ranking cd-ir --clip ViT-B-16.pt"),
        new("An earlier layer of a model of your own:",
            "igml rank --checkpoint model.pt --dataset cifar-10-batches-bin --layer layer3 --out layer3.safetensors"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var path = arguments.GetValue(_out)!;
        OutputPlace.CheckFile("--out", path);
        var source = DatasetOption.Open(
            arguments.GetValue(_dataset)!, arguments.GetValue(_preprocessing) ?? _model.Preprocessing(arguments));
        var method = _clip.Apply(arguments, [arguments.GetValue(_ranking)!], source)[0];
        if (method is RandomRanking)
            method = new RandomRanking(new RandomSeed(arguments.GetValue(_seed)));
        var probe = _probe.Load(arguments, source, cancellationToken);
        var device = _machine.Prepare(arguments);
        var model = _model.Load(arguments, source, probe, device, cancellationToken);
        using var classifier = model.Classifier;
        var layer = _model.Layer(arguments, classifier);
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Ranking {layer.NeuronCount} neurons of {layer.Name} by {method.DisplayName}: {model.DisplayName} ({model.Name}), " +
            $"{probe.Count} {probe.Split} images of {probe.Name}, on {MachineOptions.Describe(device)}"));
        var ranking = ProgressDisplay.Run(terminal, $"ranking {layer.Name}", line => method.Rank(
            classifier, layer, probe, new RankingOptions(),
            new ImmediateProgress<double>(fraction => line.Update(fraction, $"ranking {layer.Name}")), cancellationToken));
        RankingView.Show(terminal, ranking, probe.ClassNames, arguments.GetValue(_top));
        OutputPlace.Write("--out", path, ranking.Save);
        terminal.Line($"Wrote {path}");
        return ExitCode.Success;
    }
}
