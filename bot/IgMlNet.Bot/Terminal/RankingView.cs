using System.Globalization;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;
using Spectre.Console;

namespace IgMlNet.Bot.Terminal;

/// <summary>Shows the ranking of neurons, and the first ones of every class.</summary>
internal static class RankingView
{
    private const int WidthOfNeuron = 14;
    private const int WidthOfClass = 18;

    /// <summary>Ranks while showing how far the work has come.</summary>
    public static NeuronImportanceRanking Rank(
        TerminalOutput terminal,
        RankingMethod method,
        Classifier classifier,
        NeuronLayer layer,
        LabeledImages probe,
        CancellationToken cancellationToken)
    {
        var label = $"ranking {layer.Name} by {method.DisplayName}";
        return ProgressDisplay.Run(terminal, label, line => method.Rank(
            classifier, layer, probe, new RankingOptions(),
            new ImmediateProgress<double>(fraction => line.Update(fraction, label)), cancellationToken));
    }

    /// <summary>Shows a ranking as a table: a row for every class, the most important neuron first.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="ranking">The ranking.</param>
    /// <param name="classNames">The names of the classes, by label.</param>
    /// <param name="top">How many neurons; fewer where the terminal is too narrow for them.</param>
    public static void Show(TerminalOutput terminal, NeuronImportanceRanking ranking, IReadOnlyList<string> classNames, int top)
    {
        var fitting = Math.Max(1, (terminal.Console.Profile.Width - WidthOfClass) / WidthOfNeuron);
        var shown = Math.Min(Math.Min(top, ranking.NeuronCount), fitting);
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn(new Text("class")));
        for (var i = 1; i <= shown; i++)
        {
            var title = new Text(i.ToString(CultureInfo.InvariantCulture));
            table.AddColumn(new TableColumn(title) { Alignment = Justify.Right, NoWrap = true });
        }

        for (var label = 0; label < ranking.ClassCount; label++)
        {
            table.AddRow([
                new Text(Visible.Text(classNames[label])),
                .. ranking.TopNeurons(label, shown).Select(neuron => new Text(string.Create(
                    CultureInfo.InvariantCulture, $"{neuron} {ranking[neuron, label]:+0.000;-0.000}"))),
            ]);
        }

        terminal.Console.Write(table);
        terminal.Line(FormattableString.Invariant(
            $"The {shown} most important of {ranking.NeuronCount} neurons for each class, from the left: number and score"));
    }
}
