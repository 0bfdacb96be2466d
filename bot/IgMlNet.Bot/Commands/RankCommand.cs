using System.CommandLine;
using System.Globalization;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Terminal;
using IgMlNet.CommandLine.Settings;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml rank</c>: ranks the neurons of a layer by their importance to every class.</summary>
internal sealed class RankCommand : IgmlCommand
{
    private readonly PlanOptions _plan = new();
    private readonly RankingMethodOptions _ranking;
    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<int> _top = new("--top", Notations.Count(1, 1000), 8, "How many neurons of each class to show.")
    { DecidesResults = false };

    private readonly IgmlOption<string> _out = new(
        "--out", Notations.Path("file"), "ranking.safetensors", "The ranking's file, for 'igml evaluate --ranking-file'.")
    { DecidesResults = false };

    public RankCommand()
        : base(
            "rank",
            "Ranks the neurons of a layer by their importance to every class, shows the first ones and saves the ranking.")
    {
        _ranking = new RankingMethodOptions(_plan);
        AddGroup("Images", [.. _plan.Dataset, .. _plan.Probe]);
        AddGroup("Model", _plan.Model);
        AddGroup("Ranking", _ranking.All);
        AddGroup("CD-IR", _plan.Clip);
        AddGroup("Machine", [.. _machine.All]);
        AddGroup("Output", _top, _out);
        Add(new CompareRankingsCommand());
        Add(new ChooseKCommand());
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("The last layer of the bundled model:", "igml rank"),
        new("Only by class names, with OpenAI's CLIP:",
            "igml rank --checkpoint model.pt --dataset cifar-10-batches-bin --ranking cd-ir --clip ViT-B-16.pt"),
        new("An earlier layer of a model of your own:",
            "igml rank --checkpoint model.pt --dataset cifar-10-batches-bin --layer layer3 --out layer3.safetensors"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var path = arguments.GetValue(_out)!;
        OutputPlace.CheckFile(_out.Name, path);
        using var loaded = new LoadedPlan(_plan.Plan(arguments), terminal, cancellationToken);
        var method = _ranking.Method(arguments, loaded);
        var probe = loaded.Probe;
        var device = _machine.Prepare(arguments);
        var model = loaded.Model(0, device, cancellationToken);
        var layer = model.Layer();
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Ranking {layer.NeuronCount} neurons of {layer.Name} by {method.DisplayName}: {model.Opened.DisplayName} ({model.Opened.Name}), " +
            $"{probe.Count} {probe.Split} images of {probe.Name}, on {MachineOptions.Describe(device)}"));
        var ranking = model.Rank(method, layer, 1, cancellationToken);
        RankingView.Show(terminal, ranking, probe.ClassNames, arguments.GetValue(_top));
        OutputPlace.Write(_out.Name, path, ranking.Save);
        terminal.Line($"Wrote {path}");
        return ExitCode.Success;
    }
}
