using System.Collections.Immutable;
using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Sections;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Publishing.Plots;

/// <summary>Robust accuracy against ε (Table 10 of the paper) and against steps (its Fig. 7C), with 95 % intervals.</summary>
internal static class Curves
{
    private const int Width = 680;
    private const int Height = 360;
    private const int LongestName = 40;

    /// <summary>A plot for every attack that was run at several ε.</summary>
    public static IEnumerable<ReportPlot> AgainstEpsilon(RobustnessReport report) => Draw(
        report, AccuracyCurve.AgainstEpsilon(report), "epsilon", "ε", static x => x, static x => x == 0 ? "0" : ThreatModelInfo.TextOf(x));

    /// <summary>A plot for every family of attacks that was run with several numbers of steps, on a logarithmic axis.</summary>
    public static IEnumerable<ReportPlot> AgainstSteps(RobustnessReport report) => Draw(
        report, AccuracyCurve.AgainstSteps(report), "steps", "steps", static x => Math.Log10(x),
        static x => x.ToString("0", CultureInfo.InvariantCulture));

    private static IEnumerable<ReportPlot> Draw(
        RobustnessReport report,
        ImmutableArray<AccuracyCurve> curves,
        string name,
        string axis,
        Func<double, double> place,
        Func<double, string> text) => curves.GroupBy(static curve => curve.Attack).Select((group, i) =>
        {
            var title = $"Robust accuracy under {group.Key} against {axis}, with 95 % intervals";
            var plot = PlotDrawing.Create(axis);
            var trust = ReportTrust.Assess(report);
            foreach (var (v, curve) in group.Index())
            {
                var color = trust.Blocks(curve.Variant.Id) ? PlotColors.Grid : PlotColors.OfSeries(v);
                double[] xs = [.. curve.Points.Select(point => place(point.X))];
                var line = plot.Add.Scatter(xs, [.. curve.Points.Select(static point => point.Verdicts.Accuracy)]);
                line.Color = color;
                line.LineWidth = 2;
                line.MarkerSize = 6;
                line.LegendText = PlotDrawing.Name(curve.Variant.DisplayName, LongestName);
                var intervals = curve.Points.Select(static point => point.Verdicts.Interval).ToList();
                var whiskers = plot.Add.ErrorBar(
                    xs,
                    [.. intervals.Select(static interval => (interval.Lower + interval.Upper) / 2)],
                    [.. intervals.Select(static interval => (interval.Upper - interval.Lower) / 2)]);
                whiskers.Color = color;
                whiskers.CapSize = 3;
            }

            double[] ticks = [.. group.First().Points.Select(static point => point.X)];
            plot.Axes.Bottom.SetTicks([.. ticks.Select(place)], [.. ticks.Select(text)]);
            var (low, high) = (place(ticks[0]), place(ticks[^1]));
            plot.Axes.SetLimitsX(low - (0.04 * (high - low)), high + (0.04 * (high - low)));
            PlotDrawing.Legend(plot);
            var suffix = i == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{i + 1}");
            return new ReportPlot(name + suffix, new CurvesSection().Id, title, PlotDrawing.ToSvg(plot, name + suffix, Width, Height, title));
        });
}
