using System.Globalization;
using IgMlNet.Robustness.Models.Cards;
using Spectre.Console;

namespace IgMlNet.Bot.Terminal;

/// <summary>Shows cards as a table.</summary>
internal static class ModelListView
{
    /// <summary>Shows the cards in their order.</summary>
    public static void Show(TerminalOutput terminal, IReadOnlyList<ModelCard> cards)
    {
        var view = new Table { Border = TableBorder.Simple };
        foreach (var title in new[] { "model", "method", "architecture" })
            view.AddColumn(new TableColumn(new Text(title)) { NoWrap = true });
        foreach (var title in new[] { "clean", "AutoAttack", "ε", "paper" })
            view.AddColumn(new TableColumn(new Text(title)) { NoWrap = true, Alignment = Justify.Right });
        foreach (var card in cards)
        {
            view.AddRow(new[]
            {
                card.Name, card.Method, card.Architecture, Percent(card.Reported?.Clean), Percent(card.Reported?.AutoAttack),
                card.ThreatModel.Epsilon, card.InterpretabilityGuided is { } table ? $"Table {table.Table}" : "",
            }.Select(text => new Text(Visible.Text(text))));
        }

        terminal.Console.Write(view);
    }

    /// <summary>A percentage; a dash where none is known.</summary>
    public static string Percent(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "-";
}
