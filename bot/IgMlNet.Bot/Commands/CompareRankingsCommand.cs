using System.CommandLine;
using System.Globalization;
using IgMlNet.Bot.Inputs;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Values;
using IgMlNet.Bot.Plots;
using IgMlNet.Bot.Terminal;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Publishing.Plots;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Experiments;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Commands;

/// <summary><c>igml rank compare</c>: how far two rankings agree, and what masking by each costs in clean accuracy.</summary>
internal sealed class CompareRankingsCommand : IgmlCommand
{
    private readonly IgmlArgument _first = new("A", "A ranking: a file of 'igml rank', or a folder of unitN.npy files.");
    private readonly IgmlArgument _second = new("B", "Another one, of the same model and layer.");
    private readonly PlanOptions _plan = new();

    private readonly IgmlOption<int> _k = new("--k", Notations.Count(), "The k for which each class's overlap is shown.")
    { Unset = $"{NeuronsKept.ATenth} of the layer's neurons" };

    private readonly IgmlOption<double> _tolerance = ToleranceOption.Create();
    private readonly MachineOptions _machine = new();

    private readonly IgmlOption<string> _out = new(
        "--out", Notations.Path("folder"), "comparison", "Folder of comparison.md, comparison.svg and comparison.png.")
    { DecidesResults = false };

    public CompareRankingsCommand()
        : base(
            "compare",
            "Compares two rankings: the top-k neurons of each class that both name, the correlation of ranks, and clean accuracy " +
            "as a function of k, on the probe images.")
    {
        Add(_first);
        Add(_second);
        AddGroup("Images", [.. _plan.Dataset, .. _plan.Probe]);
        AddGroup("Model", _plan.Model);
        AddGroup("Comparison", _k, _tolerance);
        AddGroup("Machine", [.. _machine.All]);
        AddGroup("Output", _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("Two rankings of the bundled model, made by 'igml rank --ranking lo-ir --out lo-ir.safetensors' and the like:",
            "igml rank compare lo-ir.safetensors cd-ir.safetensors"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var files = new FigureFiles(arguments.GetValue(_out)!, "comparison");
        RankingFromFile[] given = [Open(arguments, _first), Open(arguments, _second)];
        files.CheckWritable();
        using var loaded = new LoadedPlan(_plan.Plan(arguments), terminal, cancellationToken);
        var probe = loaded.Probe;
        var device = _machine.Prepare(arguments);
        var model = loaded.Model(0, device, cancellationToken);
        var classifier = model.Classifier;
        var layer = model.Layer(given[0].Layer ?? given[1].Layer);
        NeuronImportanceRanking[] rankings = [.. given.Select(one => one.For(classifier, layer))];
        var names = Names(arguments, given);
        var k = K(arguments, layer);
        var agreement = RankingAgreement.Measure(rankings[0], rankings[1]);
        var ks = CleanAccuracyCurves.UsualKs(layer.NeuronCount);
        var curves = ProgressDisplay.Run(terminal, "clean accuracy", line => CleanAccuracyCurves.Measure(
            classifier, rankings, ks, probe, new ImmediateProgress<double>(f => line.Update(f, "clean accuracy")), cancellationToken));
        int[] chosen =
        [
            .. rankings.Select(ranking => KSearch
                .SmallestKeepingAccuracy(classifier, ranking, probe, arguments.GetValue(_tolerance), cancellationToken).K),
        ];

        var document = new MarkdownWriter();
        document.Heading(1, $"{names[0]} and {names[1]} on {layer.Name} of {model.Opened.Name}");
        var about = string.Create(
            CultureInfo.InvariantCulture,
            $"{layer.NeuronCount} neurons, {classifier.ClassCount} classes; clean accuracy on {probe.Count} {probe.Split} images of " +
            $"{probe.Name}, without smoothing.");
        document.Paragraph(MarkdownText.Plain(about));
        terminal.Line($"{names[0]} and {names[1]} on {layer.Name} of {model.Opened.Name}: {about}");
        Section(terminal, document, "Agreement", Agreement(agreement, probe.ClassNames, k));
        Section(terminal, document, "Clean accuracy", Accuracies(curves, names));
        foreach (var (name, found) in names.Zip(chosen))
        {
            var line = $"{name}: bisection on clean accuracy, of which {ToleranceOption.InPoints(arguments.GetValue(_tolerance))} may be " +
                FormattableString.Invariant($"lost, gives k = {found}.");
            document.Paragraph(MarkdownText.Plain(line));
            terminal.Line(line);
        }

        document.Paragraph($"Made by {MarkdownText.Code(CommandText.Of(arguments))}.");
        files.Write(document, new Picture(
            $"Agreement of {names[0]} and {names[1]}, and clean accuracy by k",
            RankingPlots.Overlap(agreement),
            RankingPlots.CleanAccuracy(curves, names, chosen)));
        if (Picture.WithoutFonts is { } missing)
            terminal.Line(missing);
        terminal.Line($"Wrote {files.Markdown}, {files.Svg}, {files.Png}");
        return ExitCode.Success;
    }

    private static RankingFromFile Open(ParseResult arguments, IgmlArgument argument) =>
        RankingFromFile.Open(arguments.GetValue(argument)!);

    /// <summary>The methods' names, or the files' where those are the same.</summary>
    private string[] Names(ParseResult arguments, RankingFromFile[] given)
    {
        if (given[0].Method.DisplayName != given[1].Method.DisplayName)
            return [.. given.Select(one => one.Method.DisplayName)];
        string[] paths = [arguments.GetValue(_first)!, arguments.GetValue(_second)!];
        string[] files = [.. paths.Select(path => Path.GetFileName(Path.TrimEndingDirectorySeparator(path)))];
        return files[0] == files[1] ? ["A", "B"] : files;
    }

    private int K(ParseResult arguments, NeuronLayer layer)
    {
        var k = arguments.ValueIfGiven(_k) ?? NeuronsKept.ATenth.In(layer);
        return k <= layer.NeuronCount
            ? k
            : throw new InputException(
                _k.Name, FormattableString.Invariant($"{k} is more than the {layer.NeuronCount} neurons of {layer.Name}"), "Give a smaller k");
    }

    private static void Section(TerminalOutput terminal, MarkdownWriter document, string title, PlainTable table)
    {
        document.Heading(2, MarkdownText.Plain(title));
        table.Write(document);
        table.Show(terminal);
    }

    private static PlainTable Agreement(RankingAgreement agreement, IReadOnlyList<string> classNames, int k)
    {
        var rows = Enumerable.Range(0, agreement.ClassCount).Select(label => (IReadOnlyList<string>)
        [
            classNames[label], Format.Accuracy(agreement.TopOverlap(label, k)), Correlation(agreement.RankCorrelation(label)),
        ]).ToList();
        double[] correlations =
            [.. Enumerable.Range(0, agreement.ClassCount).Select(agreement.RankCorrelation).OfType<double>()];
        rows.Add(
        [
            "mean", Format.Accuracy(agreement.MeanTopOverlap(k)), Correlation(correlations.Length > 0 ? correlations.Average() : null),
        ]);
        rows.Add(["by chance", Format.Accuracy((double)k / agreement.NeuronCount), Correlation(0)]);
        return new PlainTable(
            ["class", FormattableString.Invariant($"top-{k} neurons in common"), "rank correlation (Spearman)"], rows);
    }

    private static string Correlation(double? value) =>
        value?.ToString("+0.00;\u22120.00;0.00", CultureInfo.InvariantCulture) ?? "none";

    private static PlainTable Accuracies(CleanAccuracyCurves curves, IReadOnlyList<string> names)
    {
        var rows = curves.Curves[0].Select((one, i) => (IReadOnlyList<string>)
        [
            one.K.ToString(CultureInfo.InvariantCulture),
            .. curves.Curves.Select(curve =>
                $"{Format.Accuracy(curve[i].Accuracy)} ({Format.Gain(curve[i].Accuracy - curves.BaseAccuracy)})"),
        ]).ToList();
        rows.Add(["base model", .. curves.Curves.Select(_ => Format.Accuracy(curves.BaseAccuracy))]);
        return new PlainTable(["k", .. names], rows);
    }
}
