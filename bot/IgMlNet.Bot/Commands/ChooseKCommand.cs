using System.CommandLine;
using System.Globalization;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plots;
using IgMlNet.Bot.Terminal;
using IgMlNet.Publishing.Plots;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Experiments;
using IgMlNet.Robustness.Defenses;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml rank choose-k</c>: the paper's way to k, bisection on clean accuracy.</summary>
internal sealed class ChooseKCommand : IgmlCommand
{
    private const string RankingFileName = "--ranking-file";

    private readonly DatasetOptions _dataset = new();
    private readonly ProbeOptions _probe = new();
    private readonly ModelOptions _model = new();
    private readonly RankingMethodOptions _ranking = new();

    private readonly IgmlOption<string?> _rankingFile = new(
        RankingFileName, "path", "A ranking that 'igml rank' wrote, or a folder of unitN.npy files from the published code.",
        null, OptionText.OptionalPath(RankingFileName))
    { DefaultText = "none, rank now", IsPath = true };

    private readonly IgmlOption<double> _tolerance = ToleranceOption.Create();
    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<string> _out = new(
        "--out", "folder", "Where choose-k.md, choose-k.svg and choose-k.png go.", "choose-k", OptionText.Path("--out"))
    { DefaultText = "choose-k", IsPath = true, DecidesResults = false };

    public ChooseKCommand()
        : base(
            "choose-k",
            "Finds by bisection the smallest k, the number of neurons that each class keeps, at which the masked model's clean " +
            "accuracy on the probe images still holds; no attack is needed.")
    {
        AddGroup("Images", [.. _dataset.All, .. _probe.All]);
        AddGroup("Model", [.. _model.All]);
        AddGroup("Ranking", [.. _ranking.All, _rankingFile]);
        AddGroup("CD-IR", [.. _ranking.Clip]);
        AddGroup("Search", _tolerance);
        AddGroup("Machine", [.. _machine.All]);
        AddGroup("Output", _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("For LO-IR of the bundled model:", "igml rank choose-k"),
        new("For a ranking made before:", "igml rank choose-k --ranking-file ranking.safetensors --tolerance 0.01"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var files = new FigureFiles(arguments.GetValue(_out)!, "choose-k");
        var fromFile = arguments.GetValue(_rankingFile) is { } path ? RankingFromFile.Open(path) : null;
        files.CheckWritable();
        var source = _dataset.Source(arguments, _model);
        var method = fromFile?.Method ?? _ranking.Method(arguments, source);
        var probe = _probe.Load(arguments, source, cancellationToken);
        var device = _machine.Prepare(arguments);
        var model = _model.Load(arguments, source, probe, device, cancellationToken);
        using var classifier = model.Classifier;
        var layer = _model.Layer(arguments, classifier, fromFile?.Layer);
        var ranking = fromFile?.For(classifier, layer)
            ?? RankingView.Rank(terminal, method, classifier, layer, probe, cancellationToken);
        var found = KSearch.SmallestKeepingAccuracy(
            classifier, ranking, probe, arguments.GetValue(_tolerance), cancellationToken);
        var ks = CleanAccuracyCurves.UsualKs(layer.NeuronCount);
        var curves = ProgressDisplay.Run(terminal, "clean accuracy", line => CleanAccuracyCurves.Measure(
            classifier, [ranking], [.. ks, .. found.Tried.Select(one => one.K), found.K], probe,
            new ImmediateProgress<double>(f => line.Update(f, "clean accuracy")), cancellationToken));

        var document = new MarkdownWriter();
        document.Heading(1, $"k for {method.DisplayName} on {layer.Name} of {model.Name}");
        var about = string.Create(
            CultureInfo.InvariantCulture,
            $"{layer.NeuronCount} neurons, {probe.Count} {probe.Split} images of {probe.Name}; the base model's clean accuracy is ") +
            $"{Format.Accuracy(found.BaseAccuracy)}, of which {ToleranceOption.InPoints(found.Tolerance)} may be lost.";
        document.Paragraph(MarkdownText.Plain(about));
        terminal.Line($"k for {method.DisplayName} on {layer.Name} of {model.Name}: {about}");
        var table = Steps(found);
        table.Write(document);
        table.Show(terminal);
        var at = curves.Curves[0].First(one => one.K == found.K).Accuracy;
        var verdict = FormattableString.Invariant($"k = {found.K}: clean accuracy ") +
            $"{Format.Accuracy(at)}, {Format.GainInPoints(at - found.BaseAccuracy)}";
        document.Paragraph(MarkdownText.Strong(MarkdownText.Plain(verdict)));
        document.Paragraph($"Made by {MarkdownText.Code(CommandText.Of(arguments))}.");
        terminal.Line(verdict);
        files.Write(document, new Picture(
            $"Clean accuracy by k under {method.DisplayName}",
            RankingPlots.CleanAccuracy(curves, [method.DisplayName], [found.K])));
        if (Picture.WithoutFonts is { } missing)
            terminal.Line(missing);
        terminal.Line($"Wrote {files.Markdown}, {files.Svg}, {files.Png}");
        return ExitCode.Success;
    }

    private static PlainTable Steps(KSearchResult found) => new(
        ["step", "k", "clean accuracy", "change", "holds"],
        [
            .. found.Tried.Select((one, i) => (IReadOnlyList<string>)
            [
                (i + 1).ToString(CultureInfo.InvariantCulture),
                one.K.ToString(CultureInfo.InvariantCulture),
                Format.Accuracy(one.Accuracy),
                Format.Gain(one.Accuracy - found.BaseAccuracy),
                found.Holds(one) ? "yes" : "no",
            ]),
        ]);
}
