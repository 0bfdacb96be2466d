using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Sections;
using IgMlNet.Reporting.Views;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace IgMlNet.Publishing.Plots;

/// <summary>
/// How much more or less every variant withstands than the base in the worst case: a row for each with its paired difference and 95 %
/// interval, and a line where there is no difference. A difference that is withheld is not drawn.
/// </summary>
internal static class GainIntervals
{
    private const int Width = 720;
    private const int LongestName = 30;

    /// <summary>Draws them; nothing for a report of the base alone, or that withholds all.</summary>
    public static IEnumerable<ReportPlot> Draw(RobustnessReport report)
    {
        var verdicts = VariantVerdict.FromReport(report);
        var trust = ReportTrust.Assess(report);

        // The first variant is the uppermost.
        var rows = verdicts.Select((verdict, i) => (Y: (double)(verdicts.Length - 1 - i), Verdict: verdict)).ToList();
        var shown = rows.Where(row => !trust.Blocks(row.Verdict.Variant.Id)).ToList();
        if (shown.Count == 0)
            yield break;
        var baseName = report.VariantOf(report.BaseVariantId).DisplayName;
        var plot = PlotDrawing.Create($"points of robust accuracy gained over {PlotDrawing.Name(baseName, LongestName)}");
        plot.Add.VerticalLine(0, 1, PlotColors.Ink);
        foreach (var change in new[] { Change.Better, Change.Worse, Change.NotSignificant, Change.UpperBound })
            Add(plot, change, [.. shown.Where(row => row.Verdict.Change == change)]);

        Rows(
            plot,
            [.. rows.Select(row => (
                row.Y,
                PlotDrawing.Name(row.Verdict.Variant.DisplayName, LongestName),
                trust.Blocks(row.Verdict.Variant.Id) ? "withheld: see the checks" : Numbers(row.Verdict)))]);
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { LabelFormatter = Points };
        plot.Axes.Bottom.MinorTickStyle.Length = 0;
        plot.Axes.SetLimitsX(
            shown.Select(static row => Lower(row.Verdict)).Append(-1).Min() * 1.05, shown.Select(static row => Upper(row.Verdict)).Append(1).Max() * 1.05);
        plot.Grid.XAxisStyle.IsVisible = true;
        plot.Grid.YAxisStyle.IsVisible = false;
        PlotDrawing.Legend(plot);
        var title = $"Worst-case robust accuracy gained over {baseName} on the same images, with 95 % intervals";
        yield return new ReportPlot(
            "gains", new HeadlineSection().Id, title, PlotDrawing.ToSvg(plot, "gains", Width, 120 + (28 * verdicts.Length), title));
    }

    private static void Add(Plot plot, Change change, IReadOnlyList<(double Y, VariantVerdict Verdict)> rows)
    {
        if (rows.Count == 0)
            return;
        var color = change switch
        {
            Change.Better => PlotColors.Better,
            Change.Worse => PlotColors.Worse,
            _ => PlotColors.Muted,
        };
        foreach (var (y, verdict) in rows)
        {
            var line = plot.Add.Line(Lower(verdict), y, Upper(verdict), y);
            (line.Color, line.LineWidth, line.MarkerSize) = (color, 2, 0);
            line.LinePattern = change == Change.UpperBound ? LinePattern.Dotted : LinePattern.Solid;
        }

        var points = plot.Add.ScatterPoints(
            rows.Select(static row => 100 * row.Verdict.Comparison.Difference).ToArray(), rows.Select(static row => row.Y).ToArray());
        (points.Color, points.MarkerSize, points.LegendText) = (color, 9, Format.Word(change));
        if (change == Change.UpperBound)
            points.MarkerShape = MarkerShape.OpenCircle;
    }

    /// <summary>Names on the left, and numbers on the right.</summary>
    private static void Rows(Plot plot, IReadOnlyList<(double Y, string Name, string Numbers)> rows)
    {
        double[] places = [.. rows.Select(static row => row.Y)];
        plot.Axes.Left.SetTicks(places, [.. rows.Select(static row => row.Name)]);
        plot.Axes.Left.TickLabelStyle.ForeColor = PlotColors.Ink;
        plot.Axes.Right.SetTicks(places, [.. rows.Select(static row => row.Numbers)]);
        plot.Axes.Right.TickLabelStyle.ForeColor = PlotColors.Muted;
        plot.Axes.Right.MajorTickStyle.Length = 0;
        foreach (var side in new[] { plot.Axes.Left, plot.Axes.Right })
            plot.Axes.SetLimitsY(-0.7, rows.Count - 0.3, side);
    }

    private static double Lower(VariantVerdict verdict) => 100 * verdict.Comparison.Interval.Lower;

    private static double Upper(VariantVerdict verdict) => 100 * verdict.Comparison.Interval.Upper;

    private static string Numbers(VariantVerdict verdict) =>
        $"{Format.Gain(verdict.Comparison.Difference)} {Format.GainInterval(verdict.Comparison.Interval)}";

    private static string Points(double value) => value.ToString("+0.#;\u22120.#;0", CultureInfo.InvariantCulture);
}
