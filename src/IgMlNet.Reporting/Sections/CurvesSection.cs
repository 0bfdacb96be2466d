using System.Collections.Immutable;
using System.Globalization;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Sections;

/// <summary>
/// How robust accuracy falls with ε (Table 10 of the paper) and with the number of steps (its Fig. 7C); nothing where neither was varied.
/// </summary>
public sealed class CurvesSection : IReportSection
{
    /// <inheritdoc/>
    public string Id => "curves";

    /// <inheritdoc/>
    public void Write(RobustnessReport report, MarkdownWriter writer)
    {
        Write(writer, $"Robust accuracy against ε", AccuracyCurve.AgainstEpsilon(report), static x => $"ε = {ThreatModelInfo.TextOf(x)}");
        Write(
            writer, $"Robust accuracy against steps", AccuracyCurve.AgainstSteps(report),
            static x => $"{x.ToString("0", CultureInfo.InvariantCulture)} steps");
    }

    private static void Write(
        MarkdownWriter writer, MarkdownText title, ImmutableArray<AccuracyCurve> curves, Func<double, string> headingOf)
    {
        if (curves.IsEmpty)
            return;
        writer.Heading(2, title);
        foreach (var group in curves.GroupBy(static curve => curve.Attack))
        {
            writer.Table(
                [
                    new MarkdownColumn($"{group.Key}"),
                    .. group.First().Points.Select(point => new MarkdownColumn($"{headingOf(point.X)}", ColumnAlignment.Right)),
                ],
                group.Select(static curve => (IReadOnlyList<MarkdownText>)
                [
                    $"{curve.Variant.DisplayName}",
                    .. curve.Points.Select(static point => (MarkdownText)
                        $"{Format.Accuracy(point.Verdicts.Accuracy)}{MarkdownText.LineBreak}{MarkdownText.Number(Format.AccuracyInterval(point.Verdicts.Interval))}"),
                ]));
        }
    }
}
