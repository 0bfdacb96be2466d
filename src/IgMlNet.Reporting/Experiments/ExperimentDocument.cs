using System.Globalization;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Experiments;

/// <summary>An analysis as a part of a Markdown document: what was found, tables, plots, how it was done. Pure, in every culture.</summary>
public static class ExperimentDocument
{
    /// <summary>Writes it.</summary>
    /// <param name="report">The analysis.</param>
    /// <param name="level">The level of its heading, 1 to 5.</param>
    /// <param name="plots">The plots' titles and where they lie, seen from the document.</param>
    /// <param name="writer">Where it goes.</param>
    public static void Write(
        ExperimentReport report, int level, IReadOnlyList<(string Title, string Path)> plots, MarkdownWriter writer)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(plots);
        ArgumentNullException.ThrowIfNull(writer);
        writer.Heading(level, $"{report.Title} ({report.Origin})");
        writer.Bullets(report.Findings.Select(static finding => MarkdownText.Plain(finding)));
        foreach (var table in report.Tables.Where(static table => table.Form != ExperimentForm.Surface))
        {
            writer.Paragraph($"{table.Title}:");
            writer.Table(
                [
                    new MarkdownColumn($"{table.RowsAre}"),
                    .. table.Columns.Select(static column => new MarkdownColumn($"{column}", ColumnAlignment.Right)),
                ],
                table.Rows.Select(row => (IReadOnlyList<MarkdownText>)
                    [$"{row.Key}", .. row.Values.Select(value => MarkdownText.Number(Text(value, table.Unit)))]));
        }

        foreach (var (title, path) in plots)
            writer.Image(MarkdownText.Plain(title), path);
        writer.Paragraph($"{report.Method}");
        writer.Paragraph(
            $"{report.Model.Name} ({report.Model.Architecture}) on {Format.Count(report.Dataset.Images)} images of "
            + $"{report.Dataset.Name} ({report.Dataset.Split}), {report.ThreatModel.Norm.ToString()} ε = {report.ThreatModel.EpsilonText}, seed {report.Seed}:");
        writer.CodeBlock(report.Provenance.Command, "sh");
    }

    /// <summary>A number in its unit.</summary>
    public static string Text(double? value, ExperimentUnit unit) => (value, unit) switch
    {
        (null, _) => "–",
        ({ } share, ExperimentUnit.Share) => Format.Accuracy(share),
        ({ } change, ExperimentUnit.RelativeChange) => Format.Gain(change) + " %",
        ({ } seconds, ExperimentUnit.Seconds) => Format.Duration(seconds),
        ({ } number, _) => number.ToString("0.####", CultureInfo.InvariantCulture).Replace('-', '\u2212'),
    };
}
