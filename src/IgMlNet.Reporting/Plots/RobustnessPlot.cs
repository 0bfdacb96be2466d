using System.Globalization;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Plots;

/// <summary>
/// The robust accuracies of a report as a picture: a group of bars for every attack, a bar for every variant, a whisker for
/// every 95 % Wilson interval. The SVG needs no script and no font of its own, follows a light or dark setting, and says what it
/// shows in its title and description. The same report gives the same bytes.
/// </summary>
public static class RobustnessPlot
{
    private const double Left = 52;
    private const double Right = 54;
    private const double PlotHeight = 280;
    private const int LongestName = 48;
    private const int FewestBarsWithoutLabels = 8;

    /// <summary>The plot as an SVG document.</summary>
    public static string RenderSvg(RobustnessReport report)
    {
        var groups = report.MainAttacks.Select(static attack => attack.Id).Prepend(RobustnessReport.CleanId)
            .Select(id => (Title: TitleOf(report, id), Verdicts: report.Variants
                .Select(variant => ImageVerdicts.Of(report.OutcomeOf(variant.Id, id))).ToList()))
            .Append((Title: "worst case", Verdicts: report.Variants
                .Select(variant => ImageWiseWorstCase.Of(report, variant.Id).Verdicts).ToList()))
            .ToList();
        var barWidth = report.Variants.Length < FewestBarsWithoutLabels ? 30.0 : 14.0;
        var groupWidth = Math.Max(96, (report.Variants.Length * barWidth) + 28);
        var width = Left + Math.Max(520, groups.Count * groupWidth) + Right;
        groupWidth = (width - Left - Right) / groups.Count;
        var legend = PlotLegend.Of([.. report.Variants.Select(variant => Name(report, variant))], Left, 66, width - 16);
        var top = legend.Bottom + 18;
        var bottom = top + PlotHeight;

        using var svg = new SvgDocument(width, bottom + 36, Describe(report), PlotStyle.Css);
        svg.Text(Left, 26, "title", VisibleText.Shortened(report.Title, (int)((width - Left) / 9)), "start");
        svg.Text(Left, 46, "muted", VisibleText.Shortened(Subtitle(report), (int)((width - Left) / 6.5)), "start");
        legend.Draw(svg);
        svg.Rectangle(width - Right - groupWidth, top, groupWidth, PlotHeight, "band");
        DrawAxis(svg, top, width - Right, report.Dataset.Classes.Length);
        for (var g = 0; g < groups.Count; g++)
        {
            var centre = Left + ((g + 0.5) * groupWidth);
            var title = VisibleText.Shortened(groups[g].Title, (int)(groupWidth / 7.5));
            svg.Text(centre, bottom + 20, g == groups.Count - 1 ? "group strong" : "group", title, "middle");
            for (var v = 0; v < report.Variants.Length; v++)
            {
                var x = centre + ((v - (report.Variants.Length / 2.0)) * barWidth);
                var (variant, verdicts) = (report.Variants[v], groups[g].Verdicts[v]);
                var hint = $"{variant.DisplayName}, {groups[g].Title}: {Format.Accuracy(verdicts.Accuracy)} "
                    + Format.AccuracyInterval(verdicts.Interval);
                DrawBar(svg, new Bar(x, barWidth, top, v, hint, ReportTrust.Of(report).Blocks(variant.Id)), verdicts);
            }
        }

        return svg.Finish();
    }

    private static void DrawBar(SvgDocument svg, Bar bar, ImageVerdicts verdicts)
    {
        var (y, middle) = (Y(bar.Top, verdicts.Accuracy), bar.Left + (bar.Width / 2));
        var (low, high) = (Y(bar.Top, verdicts.Interval.Lower), Y(bar.Top, verdicts.Interval.Upper));
        svg.Begin("g", bar.IsWithheld ? "withheld" : null);
        svg.Hint(bar.Hint);
        svg.Rectangle(
            bar.Left + 1.5, y, bar.Width - 3, bar.Top + PlotHeight - y, PlotStyle.ClassOfSeries(bar.Series));
        svg.Line(middle, low, middle, high, "whisker");
        svg.Line(middle - 4, low, middle + 4, low, "whisker");
        svg.Line(middle - 4, high, middle + 4, high, "whisker");
        if (bar.Width >= 30)
        {
            var label = Format.Accuracy(verdicts.Accuracy).Replace(" %", "", StringComparison.Ordinal);
            svg.Text(middle, high - 5, "value", label, "middle");
        }

        svg.End();
    }

    private static void DrawAxis(SvgDocument svg, double top, double right, int classes)
    {
        for (var percent = 0; percent <= 100; percent += 20)
        {
            var y = Y(top, percent / 100.0);
            svg.Line(Left, y, right, y, percent == 0 ? "axis" : "grid");
            svg.Text(Left - 8, y + 4, "tick", percent.ToString(CultureInfo.InvariantCulture) + " %", "end");
        }

        var chance = Y(top, 1.0 / classes);
        svg.Line(Left, chance, right, chance, "chance");
        svg.Text(right + 6, chance + 3.5, "muted small", "chance", "start");
    }

    private static double Y(double top, double accuracy) => top + (PlotHeight * (1 - accuracy));

    private static string TitleOf(RobustnessReport report, string attackId) =>
        report.Attacks.FirstOrDefault(attack => attack.Id == attackId)?.DisplayName ?? attackId;

    private static string Name(RobustnessReport report, VariantInfo variant) =>
        VisibleText.Shortened(variant.DisplayName, LongestName)
        + (ReportTrust.Of(report).Blocks(variant.Id) ? " (withheld: see the checks)" : "");

    private static string Subtitle(RobustnessReport report) =>
        $"Robust accuracy on {Format.Count(report.Labels.Length)} images of {report.Dataset.Name}, {report.ThreatModel.Norm}, "
        + $"ε = {report.ThreatModel.EpsilonText}, 95 % intervals";

    private static (string Title, string Description) Describe(RobustnessReport report)
    {
        var worst = report.Variants.Select(
            variant => $"{variant.DisplayName} {Format.Accuracy(ImageWiseWorstCase.Of(report, variant.Id).Verdicts.Accuracy)}");
        return (report.Title, $"{Subtitle(report)}. Worst case over the attacks: {string.Join("; ", worst)}.");
    }

    private sealed record Bar(double Left, double Width, double Top, int Series, string Hint, bool IsWithheld);
}
