using System.CommandLine;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Terminal;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Evaluation;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml evaluate</c>: ranks, defends, attacks and reports.</summary>
internal sealed class EvaluateCommand : IgmlCommand
{
    private const int DefaultSamples = 500;

    private readonly ImageOptions _images = new(DefaultSamples);
    private readonly ProbeOptions _probe = new();
    private readonly ModelOptions _model = new();
    private readonly DefenseOptions _defense = new();
    private readonly ThreatOptions _threat = new();
    private readonly RunOptions _run = new();
    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<string> _out = new(
        "--out", "folder", "Where report.json, report.md and report.svg go.", "report", OptionText.Path("--out"))
    { DefaultText = "report", IsPath = true, DecidesResults = false };

    public EvaluateCommand()
        : base(
            "evaluate",
            "Ranks a model's neurons, defends it by masking them, attacks it with and without the defense, and reports robust " +
            "accuracy.")
    {
        AddGroup("Images", [.. _images.All, .. _probe.All]);
        AddGroup("Model", [.. _model.All]);
        AddGroup("Defense", [.. _defense.All]);
        AddGroup("CD-IR", [.. _defense.Clip.All]);
        AddGroup("Attack", [.. _threat.All]);
        AddGroup("Evaluation", [.. _run.All]);
        AddGroup("Machine", [.. _machine.All]);
        AddGroup("Output", _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("The bundled Fashion-MNIST model, in a few minutes on two cores:", "igml evaluate"),
        new("More images, one smoothed variant, a stronger attack:",
            "igml evaluate --samples 1000 --ranking lo-ir --smoothing on --attacks pgd-50,apgd-ce-100,apgd-dlr-100"),
        new("A model of your own on CIFAR-10, on a GPU:",
            "igml evaluate --dataset cifar-10-batches-bin --checkpoint model.pt --k 50 --epsilon 8/255 --device cuda"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var files = new ReportFiles(arguments.GetValue(_out)!);
        files.CheckWritable();
        var source = _images.Source(arguments, _model);
        var threatModel = _threat.ThreatModel(arguments, source);
        var smoothings = _defense.Smoothings(arguments, threatModel);
        var fromFile = _defense.File(arguments);
        var images = _images.Load(arguments, source, samples: null, cancellationToken);
        var options = _run.Options(arguments, threatModel);
        var methods = _defense.Methods(arguments, fromFile, options.Seed, source);
        var device = _machine.Prepare(arguments);
        var model = _model.Load(arguments, source, images, device, cancellationToken);
        using var classifier = model.Classifier;
        var layer = _model.Layer(arguments, classifier, fromFile?.Layer);
        _defense.K(arguments).Check(layer);
        var attacks = _threat.Attacks(arguments, classifier, threatModel);
        var view = new EvaluationView(terminal);
        view.Begin(model, images, options, device);
        if (source.ProbeSplit == _images.Split(arguments))
            view.Warn($"neurons are ranked on {images.Split} images too, for want of others; that flatters the defense");

        var probe = new Lazy<LabeledImages>(() => _probe.Load(arguments, source, cancellationToken));
        var rankings = Rankings(terminal, classifier, layer, methods, fromFile, probe, cancellationToken);

        // The control is masked with the k that the ranking deserves.
        var decisive = rankings.Find(ranking => ranking.Manifest.Method != new RandomRanking(options.Seed).Id) ?? rankings[0];
        var k = _defense.K(arguments).For(classifier, layer, decisive, () => probe.Value, cancellationToken);
        view.Masked(layer, k);
        var defenses = _defense.Create(arguments, rankings, k, smoothings);
        var evaluation = new RobustnessEvaluation(classifier, images, defenses, attacks, options);
        var report = view.Show(progress => evaluation.Run(Context(arguments, model, images), progress, cancellationToken));
        files.Write(report);
        view.End(report, files);
        return ExitCode.Success;
    }

    private static EvaluationContext Context(ParseResult arguments, BaseModel model, LabeledImages images) => new()
    {
        Title = $"Robustness of {model.Name} on {images.Name}",
        ModelName = model.Name,
        ToolVersion = ProgramVersion.Number,
        Commit = ProgramVersion.Commit,
        Command = CommandText.Of(arguments),
    };

    private static List<NeuronImportanceRanking> Rankings(
        TerminalOutput terminal,
        Classifier classifier,
        NeuronLayer layer,
        IReadOnlyList<RankingMethod> methods,
        RankingFromFile? fromFile,
        Lazy<LabeledImages> probe,
        CancellationToken cancellationToken)
    {
        var rankings = new List<NeuronImportanceRanking>();
        foreach (var method in methods)
        {
            if (fromFile?.Method.Id == method.Id)
            {
                rankings.Add(fromFile.For(classifier, layer));
                continue;
            }

            rankings.Add(RankingView.Rank(terminal, method, classifier, layer, probe.Value, cancellationToken));
        }

        return rankings;
    }
}
