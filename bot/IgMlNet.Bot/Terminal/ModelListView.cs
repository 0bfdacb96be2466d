using System.Globalization;
using IgMlNet.Robustness.Models.Cards;
using Spectre.Console;

namespace IgMlNet.Bot.Terminal;

/// <summary>Shows cards as a table; where the terminal is too narrow for one, each as a block of lines.</summary>
internal static class ModelListView
{
    /// <summary>What a table takes around a column.</summary>
    private const int Padding = 3;

    private static readonly string[] Titles = ["model", "method", "architecture", "clean", "AutoAttack", "ε", "paper"];
    private const int FirstNumber = 3;

    /// <summary>Shows the cards in their order.</summary>
    public static void Show(TerminalOutput terminal, IReadOnlyList<ModelCard> cards)
    {
        var rows = cards.Select(CellsOf).ToList();
        if (terminal.Console.Profile.Width < WidthOf(rows))
            ShowBlocks(terminal, rows);
        else
            ShowTable(terminal, rows);
    }

    /// <summary>A percentage; a dash where none is known.</summary>
    public static string Percent(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "-";

    private static string[] CellsOf(ModelCard card) =>
    [
        .. new[]
        {
            card.Name, card.Method, card.Architecture, Percent(card.Reported?.Clean), Percent(card.Reported?.AutoAttack),
            card.ThreatModel.Epsilon, card.InterpretabilityGuided is { } table ? $"Table {table.Table}" : "",
        }.Select(Visible.Text),
    ];

    private static int WidthOf(List<string[]> rows) =>
        Titles.Index().Sum(title => Padding + rows.Select(row => row[title.Index].Length).Append(title.Item.Length).Max());

    private static void ShowTable(TerminalOutput terminal, List<string[]> rows)
    {
        var view = new Table { Border = TableBorder.Simple };
        foreach (var (i, title) in Titles.Index())
            view.AddColumn(new TableColumn(new Text(title)) { NoWrap = true, Alignment = i < FirstNumber ? Justify.Left : Justify.Right });
        foreach (var row in rows)
            view.AddRow(row.Select(static text => new Text(text)));
        terminal.Console.Write(view);
    }

    private static void ShowBlocks(TerminalOutput terminal, List<string[]> rows)
    {
        foreach (var row in rows)
        {
            terminal.Line(row[0]);
            foreach (var (title, text) in Titles.Zip(row).Skip(1).Where(static cell => cell.Second.Length > 0))
                terminal.Line($"  {title}: {text}");
        }
    }
}
