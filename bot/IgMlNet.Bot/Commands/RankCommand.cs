using System.CommandLine;
using System.Globalization;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Terminal;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml rank</c>: ranks the neurons of a layer by their importance to every class.</summary>
internal sealed class RankCommand : IgmlCommand
{
    private readonly DatasetOptions _dataset = new();
    private readonly ProbeOptions _probe = new();
    private readonly ModelOptions _model = new();

    private readonly RankingMethodOptions _ranking = new();
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
        AddGroup("Images", [.. _dataset.All, .. _probe.All]);
        AddGroup("Model", [.. _model.All]);
        AddGroup("Ranking", [.. _ranking.All]);
        AddGroup("CD-IR", [.. _ranking.Clip]);
        AddGroup("Machine", [.. _machine.All]);
        AddGroup("Output", _top, _out);
        Add(new CompareRankingsCommand());
        Add(new ChooseKCommand());
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
        var source = _dataset.Source(arguments, _model);
        var method = _ranking.Method(arguments, source);
        var probe = _probe.Load(arguments, source, cancellationToken);
        var device = _machine.Prepare(arguments);
        var model = _model.Load(arguments, source, probe, device, cancellationToken);
        using var classifier = model.Classifier;
        var layer = _model.Layer(arguments, classifier);
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Ranking {layer.NeuronCount} neurons of {layer.Name} by {method.DisplayName}: {model.DisplayName} ({model.Name}), " +
            $"{probe.Count} {probe.Split} images of {probe.Name}, on {MachineOptions.Describe(device)}"));
        var ranking = RankingView.Rank(terminal, method, classifier, layer, probe, cancellationToken);
        RankingView.Show(terminal, ranking, probe.ClassNames, arguments.GetValue(_top));
        OutputPlace.Write("--out", path, ranking.Save);
        terminal.Line($"Wrote {path}");
        return ExitCode.Success;
    }
}
