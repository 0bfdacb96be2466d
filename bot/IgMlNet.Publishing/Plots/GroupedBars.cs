using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;
using ScottPlot;

namespace IgMlNet.Publishing.Plots;

/// <summary>Groups of bars, a bar for every variant, with whiskers for 95 % intervals. Numbers that are withheld are pale.</summary>
internal static class GroupedBars
{
    private const int Height = 380;
    private const int LongestName = 40;
    private const int LongestLine = 13;
    private const int MostLines = 3;

    /// <summary>Pixels for a group: room for a line of its name.</summary>
    private const int NarrowestGroup = 96;

    /// <summary>Draws groups.</summary>
    /// <param name="report">The report, for the variants.</param>
    /// <param name="id">The plot's name.</param>
    /// <param name="groups">The groups' names and the verdicts of every variant; null where there is none.</param>
    /// <param name="title">What it shows.</param>
    public static string Draw(
        RobustnessReport report, string id, IReadOnlyList<(string Name, IReadOnlyList<ImageVerdicts?> Verdicts)> groups, string title)
    {
        var (plot, trust) = (PlotDrawing.Create(""), ReportTrust.Assess(report));
        var count = report.Variants.Length;
        var width = 0.8 / count;
        for (var v = 0; v < count; v++)
        {
            var blocked = trust.Blocks(report.Variants[v].Id);
            var color = blocked ? PlotColors.Grid : PlotColors.OfSeries(v);
            var bars = new List<Bar>();
            var whiskers = new List<(double X, Reporting.Statistics.Interval Interval)>();
            for (var g = 0; g < groups.Count; g++)
            {
                if (groups[g].Verdicts[v] is not { } verdicts)
                    continue;
                var x = g + ((v - ((count - 1) / 2.0)) * width);
                bars.Add(new Bar
                {
                    Position = x,
                    Value = verdicts.Accuracy,
                    Size = width * 0.88,
                    FillColor = color,
                    LineWidth = 0,
                });
                whiskers.Add((x, verdicts.Interval));
            }

            var series = plot.Add.Bars(bars);
            series.LegendText = PlotDrawing.Name(report.Variants[v].DisplayName, LongestName) + (blocked ? " (withheld: see the checks)" : "");
            var intervals = plot.Add.ErrorBar(
                [.. whiskers.Select(static whisker => whisker.X)],
                [.. whiskers.Select(static whisker => (whisker.Interval.Lower + whisker.Interval.Upper) / 2)],
                [.. whiskers.Select(static whisker => (whisker.Interval.Upper - whisker.Interval.Lower) / 2)]);
            intervals.Color = PlotColors.Ink;
            intervals.LineWidth = 1.2f;
            intervals.CapSize = (float)Math.Min(4, 40 * width);
        }

        plot.Axes.Bottom.SetTicks(
            [.. Enumerable.Range(0, groups.Count).Select(g => (double)g)],
            [.. groups.Select(group => PlotDrawing.Lines(group.Name, LongestLine, MostLines))]);
        plot.Axes.Bottom.TickLabelStyle.FontSize = 11;
        plot.Axes.SetLimitsX(-0.6, groups.Count - 0.4);
        var chance = plot.Add.HorizontalLine(1.0 / report.Dataset.Classes.Length, 1, PlotColors.Muted, LinePattern.Dotted);
        chance.LegendText = "chance";
        PlotDrawing.Legend(plot);
        return PlotDrawing.ToSvg(plot, id, Math.Clamp(140 + (groups.Count * Math.Max(NarrowestGroup, 26 * count)), 640, 2400), Height, title);
    }
}
