using IgMlNet.Reporting.Views;
using Spectre.Console;

namespace IgMlNet.Publishing.Reports;

/// <summary>Shows a robustness table: side by side where the terminal is wide enough, otherwise one line a number.</summary>
internal static class RobustnessTableView
{
    private const int WidthOfCell = 14;
    private const int WidthOfVariant = 20;

    /// <summary>Shows the table and its notes.</summary>
    public static void Show(TerminalOutput terminal, RobustnessTable table)
    {
        var needed = WidthOfVariant + ((table.Columns.Length - 1) * WidthOfCell);
        terminal.Console.Write(terminal.Console.Profile.Width >= needed ? Wide(table) : Long(table));
        foreach (var note in table.Notes)
            terminal.Line(note);
        terminal.Line();
    }

    private static Table Wide(RobustnessTable table)
    {
        var view = new Table { Border = TableBorder.Simple };
        foreach (var (i, title) in table.Columns.Index())
            view.AddColumn(Column(title, i > 0));
        foreach (var row in table.Rows)
        {
            view.AddRow([
                Plain(row.Variant.DisplayName),
                .. row.Cells.Select(cell => new Rows(Number(cell, $"{cell.Value} {cell.Gain}".TrimEnd()), Interval(cell))),
            ]);
        }

        return view;
    }

    private static Table Long(RobustnessTable table)
    {
        var view = new Table { Border = TableBorder.Simple };
        foreach (var title in new[] { table.Columns[0], "attack" })
            view.AddColumn(Column(title, isNumber: false));
        foreach (var title in new[] { "accuracy", "gain", "95 % interval" })
            view.AddColumn(Column(title, isNumber: true));
        foreach (var row in table.Rows)
        {
            foreach (var (i, cell) in row.Cells.Index())
            {
                view.AddRow(
                    Plain(i == 0 ? row.Variant.DisplayName : ""),
                    Plain(table.Columns[i + 1]),
                    Number(cell, cell.Value),
                    Number(cell, cell.Gain ?? ""),
                    Interval(cell));
            }
        }

        return view;
    }

    private static TableColumn Column(string title, bool isNumber) => new(Plain(title))
    {
        Alignment = isNumber ? Justify.Right : Justify.Left,
        NoWrap = true,
    };

    private static Text Plain(string text) => new(Visible.Text(text));

    private static Text Number(Reporting.Views.TableCell cell, string text) => new(Visible.Text(text), cell.Emphasis switch
    {
        CellEmphasis.Best => new Style(Color.Green, decoration: Decoration.Bold),
        CellEmphasis.Withheld => new Style(Color.Red, decoration: Decoration.Strikethrough),
        _ => Style.Plain,
    });

    private static Text Interval(Reporting.Views.TableCell cell) =>
        new(Visible.Text(cell.Interval ?? ""), new Style(decoration: Decoration.Dim));
}
