using IgMlNet.Reporting.Markdown;
using Spectre.Console;

namespace IgMlNet.Bot.Terminal;

/// <summary>A table of texts that reads the same in a terminal and in a document. The first column is of names, the others of numbers.</summary>
/// <param name="Columns">The titles.</param>
/// <param name="Rows">The cells, as many in a row as there are columns.</param>
internal sealed record PlainTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Shows it in a terminal.</summary>
    public void Show(TerminalOutput terminal)
    {
        var view = new Table { Border = TableBorder.Simple };
        foreach (var (i, title) in Columns.Index())
        {
            view.AddColumn(new TableColumn(new Text(Visible.Text(title)))
            {
                Alignment = i > 0 ? Justify.Right : Justify.Left,
                NoWrap = true,
            });
        }

        foreach (var row in Rows)
            view.AddRow([.. row.Select(cell => new Text(Visible.Text(cell)))]);
        terminal.Console.Write(view);
    }

    /// <summary>Writes it to a document.</summary>
    public void Write(MarkdownWriter document) => document.Table(
        [.. Columns.Select((title, i) => new MarkdownColumn(MarkdownText.Plain(title), i > 0 ? ColumnAlignment.Right : ColumnAlignment.Left))],
        Rows.Select(row => (IReadOnlyList<MarkdownText>)[.. row.Select(MarkdownText.Plain)]));
}
