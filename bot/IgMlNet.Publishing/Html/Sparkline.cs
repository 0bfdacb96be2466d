using System.Collections.Immutable;
using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Leaderboards.History;

namespace IgMlNet.Publishing.Html;

/// <summary>How the worst case of a leaderboard's row went from evaluation to evaluation, as a small line in the row.</summary>
internal static class Sparkline
{
    private const int Width = 140;
    private const int Height = 24;
    private const int Margin = 4;

    /// <summary>The lowest height of the line's range, so that small changes look small.</summary>
    private const double LeastRange = 0.1;

    /// <summary>The picture; nothing where there are fewer than two points.</summary>
    public static string Draw(ImmutableArray<HistoryPoint> points)
    {
        if (points.Length < 2)
            return "";
        var (low, high) = (points.Min(static point => point.WorstCase), points.Max(static point => point.WorstCase));
        var range = Math.Max(high - low, LeastRange);
        var bottom = ((low + high) / 2) - (range / 2);
        var places = points.Select((point, i) => FormattableString.Invariant($"{X(i):0.0},{Y(point.WorstCase):0.0}"));
        return FormattableString.Invariant($"<svg class=\"sparkline\" width=\"{Width}\" height=\"{Height}\" role=\"img\">")
            + $"<title>{HtmlPage.Text(LeaderboardWords.CourseOf(points))}</title>"
            + $"<polyline points=\"{string.Join(' ', places)}\"/>"
            + FormattableString.Invariant($"<circle cx=\"{X(points.Length - 1):0.0}\" cy=\"{Y(points[^1].WorstCase):0.0}\" r=\"2.5\"/></svg>");

        double X(int i) => Margin + ((Width - (2.0 * Margin)) * i / (points.Length - 1));

        double Y(double accuracy) => Height - Margin - ((Height - (2 * Margin)) * (accuracy - bottom) / range);
    }
}
