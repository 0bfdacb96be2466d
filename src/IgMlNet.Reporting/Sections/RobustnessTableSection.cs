using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Sections;

/// <summary>The table of robust accuracies: variants × clean, attacks, worst case, cost.</summary>
public sealed class RobustnessTableSection : IReportSection
{
    /// <inheritdoc/>
    public string Id => "robustness-table";

    /// <inheritdoc/>
    public void Write(RobustnessReport report, MarkdownWriter writer)
    {
        var table = RobustnessTable.FromReport(report);
        writer.Heading(2, $"Robust accuracy");
        writer.Table(
            [.. table.Columns.Select(static (title, i) => new MarkdownColumn(
                MarkdownText.Plain(title), i == 0 ? ColumnAlignment.Left : ColumnAlignment.Right))],
            table.Rows.Select(static row => (IReadOnlyList<MarkdownText>)
                [MarkdownText.Plain(row.Variant.DisplayName), .. row.Cells.Select(Cell)]));
        foreach (var note in table.Notes)
            writer.Paragraph($"{note}");
    }

    private static MarkdownText Cell(TableCell cell)
    {
        var value = MarkdownText.Plain(cell.Value);
        if (cell.Emphasis == CellEmphasis.Best)
            value = MarkdownText.Strong(value);
        MarkdownText withGain = cell.Gain is null ? value : $"{value} ({cell.Gain})";
        if (cell.Emphasis == CellEmphasis.Withheld)
            withGain = MarkdownText.Struck(withGain);
        return cell.Interval is null ? withGain : $"{withGain}{MarkdownText.LineBreak}{MarkdownText.Number(cell.Interval)}";
    }
}
