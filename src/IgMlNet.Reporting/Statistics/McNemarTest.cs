namespace IgMlNet.Reporting.Statistics;

/// <summary>
/// The exact two-sided test of whether two classifiers differ on the same images (McNemar, Psychometrika 12, 1947; exact
/// binomial form): only images that one of them gets right and the other wrong count, and under no difference each of
/// these is a fair coin. No mid-p correction: the test never rejects more often than it says.
/// </summary>
public static class McNemarTest
{
    /// <summary>With fewer discordant images than this no outcome is significant at the 5 % level.</summary>
    public const int FewestDiscordant = 6;

    /// <summary>The p-value.</summary>
    /// <param name="lost">Images that only the first gets right, at least 0.</param>
    /// <param name="gained">Images that only the second gets right, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative count.</exception>
    public static double ExactPValue(int lost, int gained)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lost);
        ArgumentOutOfRangeException.ThrowIfNegative(gained);
        var (coins, few) = (lost + gained, Math.Min(lost, gained));
        if (lost == gained)
            return 1;

        // Σ_{i ≤ few} C(coins, i) / 2^coins; in logarithms, because 2^coins leaves the range of a double.
        var logTerm = -coins * Math.Log(2);
        var sum = Math.Exp(logTerm);
        for (var i = 0; i < few; i++)
        {
            logTerm += Math.Log((double)(coins - i) / (i + 1));
            sum += Math.Exp(logTerm);
        }

        return Math.Min(1, 2 * sum);
    }
}
