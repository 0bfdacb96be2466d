namespace IgMlNet.Reporting.Statistics;

/// <summary>
/// The exact two-sided randomization test for paired differences (Fisher, <i>The Design of Experiments</i>, 1935): how often
/// the sum of the differences would be at least as far from 0 if the sign of each were a fair coin. On differences of −1, 0
/// and 1 it is the exact McNemar test; on counts of correct draws it is what McNemar's test becomes for randomized classifiers.
/// </summary>
public static class SignFlipTest
{
    /// <summary>
    /// Sums further than this many standard deviations from 0 have a probability below 2·e^(−13²/2) ≈ 4e-37 (Hoeffding),
    /// far below the rounding of everything else.
    /// </summary>
    private const double Reach = 13;

    /// <summary>The p-value. Its time grows as the number of differences times the root of their sum of squares.</summary>
    public static double ExactPValue(ReadOnlySpan<int> differences)
    {
        var (sum, squares, range) = (0L, 0.0, 0L);
        foreach (var d in differences)
        {
            sum += d;
            squares += (double)d * d;
            range += Math.Abs((long)d);
        }

        sum = Math.Abs(sum);
        if (sum == 0)
            return 1;
        if (sum > Reach * Math.Sqrt(squares))
            return 2 * Math.Exp(-(double)sum * sum / (2 * squares));

        // The distribution of the sum is symmetric: only its half from 0 up is kept.
        var top = (int)Math.Min(range, (long)Math.Ceiling(Reach * Math.Sqrt(squares)));
        var (current, next) = (new double[top + 1], new double[top + 1]);
        current[0] = 1;
        foreach (var d in differences)
        {
            if (d == 0)
                continue;
            Flip(current, next, Math.Abs(d));
            (current, next) = (next, current);
        }

        var tail = 0.0;
        for (var s = top; s >= sum; s--)
            tail += current[s];
        return Math.Min(1, 2 * tail);
    }

    /// <summary>Adds one more difference of either sign: P'(s) = ½ P(|s − d|) + ½ P(s + d).</summary>
    private static void Flip(double[] current, double[] next, int d)
    {
        for (var s = 0; s < current.Length; s++)
        {
            var below = Math.Abs(s - d);
            var above = s + d;
            next[s] = 0.5 * ((below < current.Length ? current[below] : 0) + (above < current.Length ? current[above] : 0));
        }
    }
}
