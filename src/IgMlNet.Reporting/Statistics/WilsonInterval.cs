namespace IgMlNet.Reporting.Statistics;

/// <summary>
/// The 95 % score interval for a proportion (Wilson, <i>Probable inference, the law of succession, and statistical inference</i>,
/// JASA 22, 1927), without continuity correction. It stays within [0,1] and is sensible at 0 and at n.
/// </summary>
public static class WilsonInterval
{
    /// <summary>The interval for <paramref name="successes"/> out of <paramref name="trials"/>.</summary>
    /// <param name="successes">
    /// 0 to <paramref name="trials"/>. It need not be whole: where every trial is itself a mean of several draws, their sum
    /// stands here, and the interval is conservative, since a mean of draws varies less than one draw.
    /// </param>
    /// <param name="trials">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number out of range.</exception>
    public static Interval Compute(double successes, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        if (!(successes >= 0 && successes <= trials))
            throw new ArgumentOutOfRangeException(nameof(successes), successes, $"Expected 0 to {trials}.");
        const double z2 = Interval.Z * Interval.Z;
        var p = successes / trials;
        var centre = p + (z2 / (2 * trials));
        var spread = Interval.Z * Math.Sqrt((p * (1 - p) / trials) + (z2 / (4.0 * trials * trials)));
        var scale = 1 + (z2 / trials);

        // At the ends of the range the bound is exactly the end; the formula misses it by rounding.
        return new Interval(
            successes == 0 ? 0 : Math.Max(0, (centre - spread) / scale),
            successes == trials ? 1 : Math.Min(1, (centre + spread) / scale));
    }
}
