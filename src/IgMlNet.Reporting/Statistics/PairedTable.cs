namespace IgMlNet.Reporting.Statistics;

/// <summary>
/// How often two classifiers were right on the same images: the 2×2 table of a paired comparison. Counts need not be whole:
/// for randomized classifiers they are expected counts of one draw each.
/// </summary>
/// <param name="Both">Both right.</param>
/// <param name="OnlyFirst">Only the first right.</param>
/// <param name="OnlySecond">Only the second right.</param>
/// <param name="Neither">Neither right.</param>
public readonly record struct PairedTable(double Both, double OnlyFirst, double OnlySecond, double Neither)
{
    /// <summary>The number of images.</summary>
    public double Total => Both + OnlyFirst + OnlySecond + Neither;

    /// <summary>How much more often the second is right, as a fraction: −1 to 1.</summary>
    public double Difference => (OnlySecond - OnlyFirst) / Total;
}
