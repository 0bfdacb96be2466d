using System.Globalization;
using IgMlNet.Robustness.Models.Cards;

namespace IgMlNet.Bot.Terminal;

/// <summary>Shows a card: what is known of a model, how to get it and how to use it.</summary>
internal static class ModelCardView
{
    private const int LabelWidth = 16;

    /// <summary>Shows a card.</summary>
    public static void Show(TerminalOutput terminal, ModelCard card)
    {
        var architecture = card.FindArchitecture();
        Line("model", card.Name);
        Line("method", $"{card.Method}: {card.MethodDescription}");
        Line("paper", $"{card.Paper.Title} ({card.Paper.Venue})");
        Line("", card.Paper.Authors);
        Line("", card.Paper.Link.OriginalString);
        Line("architecture", $"{architecture.DisplayName} ({architecture.Id}), {Text(card.ClassCount)} classes");
        if (card.Normalization is { } normalization)
            Line("normalisation", $"(x - μ)/σ with μ = {Numbers(normalization.Mean)}, σ = {Numbers(normalization.Deviation)}");
        if (card.Preprocessing is { } preprocessing)
            Line("preprocessing", preprocessing);
        Line("trained on", card.AdditionalData ? $"{card.Dataset} and additional images" : card.Dataset);
        Line("threat model", $"{card.ThreatModel.Norm}, ε = {card.ThreatModel.Epsilon}");
        if (card.Reported is { } reported)
        {
            Line("accuracy", $"clean {Percent(reported.Clean)}, AutoAttack {Percent(reported.AutoAttack)}" +
                (reported.RobustByAuthors is { } claimed ? $", robust by its own paper {Percent(claimed)}" : ""));
            Line("", $"reported by {reported.Source}");
        }
        else
        {
            Line("accuracy", "no source states any");
        }

        if (card.InterpretabilityGuided is { } experiment)
        {
            Line("in the paper", $"Table {Text(experiment.Table)} masks {experiment.Layer} with k = {Text(experiment.K)}");
            foreach (var row in experiment.Rows)
            {
                Line("", $"{row.Defense,-6} clean {Percent(row.Clean)}, AutoAttack {Percent(row.AutoAttack)}, " +
                    $"image-wise worst case {Percent(row.ImageWiseWorstCase)}");
            }
        }

        if (card.Notes is { } notes)
            Line("notes", notes);
        terminal.Line();
        Line("how to get it", $"Publishers' page: {card.File.Page.OriginalString}");
        Line("", card.File.Link is { } link
            ? $"Download {card.File.Name ?? "the file"} from {link.OriginalString} in a browser; igml downloads no model by itself."
            : "No address of a file is known.");
        Line("how to use it", Command(card));
        if (card.Dataset != "imagenet")
            Line("", $"with the data set from 'igml data get {card.Dataset}'");

        void Line(string label, string text) => terminal.Line((label.PadRight(LabelWidth) + text).TrimEnd());
    }

    private static string Command(ModelCard card)
    {
        var command = $"igml evaluate --model {card.Name} --checkpoint {card.File.Name ?? "FILE"} " +
            $"--dataset {(card.Dataset == "imagenet" ? "FOLDER" : card.Dataset)} --epsilon {card.ThreatModel.Epsilon}";
        return card.InterpretabilityGuided is { } experiment
            ? $"{command} --layer {experiment.Layer} --k {Text(experiment.K)}"
            : command;
    }

    private static string Percent(double? value) => value is null ? "not stated" : $"{ModelListView.Percent(value)} %";

    private static string Numbers(IEnumerable<float> values) =>
        string.Join(" ", values.Select(value => value.ToString("0.####", CultureInfo.InvariantCulture)));

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
