using IgMlNet.Publishing.Plots;
using IgMlNet.Robustness.Experiments;
using ScottPlot;

namespace IgMlNet.Bot.Plots;

/// <summary>Pictures of how rankings agree and of what they cost in clean accuracy.</summary>
internal static class RankingPlots
{
    /// <summary>Colours that any colour vision tells apart (Okabe and Ito).</summary>
    private static readonly Color[] Series = [Color.FromHex("#0072b2"), Color.FromHex("#d55e00")];

    private static readonly Color Muted = Color.FromHex("#59636e");

    /// <summary>The share of top-k neurons in common against k: the mean over the classes, their range, and chance.</summary>
    public static Plot Overlap(RankingAgreement agreement)
    {
        var plot = new Plot();
        var ks = Enumerable.Range(1, agreement.NeuronCount).ToArray();
        var x = Array.ConvertAll(ks, k => Math.Log2(k));
        var classes = Enumerable.Range(0, agreement.ClassCount).ToList();
        var low = Array.ConvertAll(ks, k => 100 * classes.Min(label => agreement.TopOverlap(label, k)));
        var high = Array.ConvertAll(ks, k => 100 * classes.Max(label => agreement.TopOverlap(label, k)));
        var band = plot.Add.FillY(x, low, high);
        band.FillColor = Series[0].WithAlpha(0.15);
        band.LineWidth = 0;
        band.LegendText = "range over the classes";
        Line(plot, x, Array.ConvertAll(ks, k => 100 * agreement.MeanTopOverlap(k)), Series[0], "mean over the classes");
        var chance = Line(plot, x, Array.ConvertAll(ks, k => 100.0 * k / agreement.NeuronCount), Muted, "by chance");
        chance.LinePattern = LinePattern.Dotted;
        plot.Title("Top-k neurons that both rankings name");
        plot.XLabel("k");
        Picture.UseOctaves(plot, agreement.NeuronCount);
        Picture.UsePercent(plot, 0, 102);
        plot.ShowLegend(Alignment.LowerRight);
        return plot;
    }

    /// <summary>Clean accuracy against k, with the base model's, and the k that a search chose.</summary>
    /// <param name="curves">What was measured.</param>
    /// <param name="names">The rankings' names.</param>
    /// <param name="chosen">The k chosen for each ranking.</param>
    public static Plot CleanAccuracy(CleanAccuracyCurves curves, IReadOnlyList<string> names, IReadOnlyList<int> chosen)
    {
        var plot = new Plot();
        for (var i = 0; i < names.Count; i++)
        {
            var line = Line(
                plot, [.. curves.Curves[i].Select(one => Math.Log2(one.K))], [.. curves.Curves[i].Select(one => 100 * one.Accuracy)],
                Series[i % Series.Length], names[i]);
            line.MarkerSize = 6;
            var mark = plot.Add.VerticalLine(Math.Log2(chosen[i]), 1.2f, Series[i % Series.Length], LinePattern.Dashed);
            mark.LegendText = FormattableString.Invariant($"k = {chosen[i]}, by bisection");
        }

        var whole = plot.Add.HorizontalLine(100 * curves.BaseAccuracy, 1.5f, Muted, LinePattern.Dotted);
        whole.LegendText = "base model";
        var all = curves.Curves.SelectMany(curve => curve.Select(one => one.Accuracy)).Append(curves.BaseAccuracy).ToList();
        plot.Title("Clean accuracy of the masked model");
        plot.XLabel("k, neurons kept for each class");
        Picture.UseOctaves(plot, curves.Curves.Max(curve => curve.Max(one => one.K)));
        Picture.UsePercent(plot, Math.Max(0, (100 * all.Min()) - 3), Math.Min(102, (100 * all.Max()) + 3));
        plot.ShowLegend(Alignment.LowerRight);
        return plot;
    }

    private static ScottPlot.Plottables.Scatter Line(Plot plot, double[] x, double[] y, Color color, string name)
    {
        var line = plot.Add.Scatter(x, y, color);
        line.LineWidth = 2;
        line.MarkerSize = 0;
        line.LegendText = name;
        return line;
    }
}
