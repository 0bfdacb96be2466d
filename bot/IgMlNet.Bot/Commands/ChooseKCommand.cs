using System.CommandLine;
using System.Globalization;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.Bot.Plots;
using IgMlNet.Bot.Terminal;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Publishing.Plots;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Experiments;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml rank choose-k</c>: the paper's way to k, bisection on clean accuracy.</summary>
internal sealed class ChooseKCommand : IgmlCommand
{
    private readonly PlanOptions _plan = new();
    private readonly RankingMethodOptions _ranking;
    private readonly IgmlOption<double> _tolerance = ToleranceOption.Create();
    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<string> _out = new(
        "--out", Notations.Path("folder"), "choose-k", "Folder of choose-k.md, choose-k.svg and choose-k.png.")
    { DecidesResults = false };

    public ChooseKCommand()
        : base(
            "choose-k",
            "Finds by bisection the smallest k, the number of neurons that each class keeps, at which the masked model's clean " +
            "accuracy on the probe images still holds; no attack is needed.")
    {
        _ranking = new RankingMethodOptions(_plan);
        AddGroup("Images", [.. _plan.Dataset, .. _plan.Probe]);
        AddGroup("Model", _plan.Model);
        AddGroup("Ranking", [.. _ranking.All, .. _plan.Of(MaskSettings.RankingFile)]);
        AddGroup("CD-IR", _plan.Clip);
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
        var plan = _plan.Plan(arguments);
        var fromFile = plan.Defenses is [MaskGrid { RankingFile: { } path }] ? RankingFromFile.Open(path) : null;
        files.CheckWritable();
        using var loaded = new LoadedPlan(plan, terminal, cancellationToken);
        var method = fromFile?.Method ?? _ranking.Method(arguments, loaded);
        var probe = loaded.Probe;
        var device = _machine.Prepare(arguments);
        var model = loaded.Model(0, device, cancellationToken);
        var classifier = model.Classifier;
        var layer = model.Layer(fromFile?.Layer);
        var ranking = fromFile?.For(classifier, layer) ?? model.Rank(method, layer, 1, cancellationToken);
        var found = KSearch.SmallestKeepingAccuracy(
            classifier, ranking, probe, arguments.GetValue(_tolerance), cancellationToken);
        var ks = CleanAccuracyCurves.UsualKs(layer.NeuronCount);
        var curves = ProgressDisplay.Run(terminal, "clean accuracy", line => CleanAccuracyCurves.Measure(
            classifier, [ranking], [.. ks, .. found.Tried.Select(one => one.K), found.K], probe,
            new ImmediateProgress<double>(f => line.Update(f, "clean accuracy")), cancellationToken));

        var document = new MarkdownWriter();
        document.Heading(1, $"k for {method.DisplayName} on {layer.Name} of {model.Opened.Name}");
        var about = string.Create(
            CultureInfo.InvariantCulture,
            $"{layer.NeuronCount} neurons, {probe.Count} {probe.Split} images of {probe.Name}; the base model's clean accuracy is ") +
            $"{Format.Accuracy(found.BaseAccuracy)}, of which {ToleranceOption.InPoints(found.Tolerance)} may be lost.";
        document.Paragraph(MarkdownText.Plain(about));
        terminal.Line($"k for {method.DisplayName} on {layer.Name} of {model.Opened.Name}: {about}");
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
