namespace IgMlNet.Reporting.Leaderboards.History;

/// <summary>Shares of 1 as a line of blocks of eight heights, one for each: <c>▃▄▄▆</c>.</summary>
internal static class TextSparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>The least range of the line, so that small changes look small.</summary>
    private const double LeastRange = 0.1;

    /// <summary>The line; nothing where there are fewer than two numbers.</summary>
    /// <param name="shares">Numbers from 0 to 1, the oldest first.</param>
    public static string Draw(IReadOnlyList<double> shares)
    {
        if (shares.Count < 2)
            return "";
        var (low, high) = (shares.Min(), shares.Max());
        var range = Math.Max(high - low, LeastRange);
        var bottom = ((low + high) / 2) - (range / 2);
        return string.Concat(shares.Select(share => Blocks[(int)Math.Round((share - bottom) / range * (Blocks.Length - 1))]));
    }
}
