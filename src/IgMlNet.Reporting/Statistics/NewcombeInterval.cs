namespace IgMlNet.Reporting.Statistics;

/// <summary>
/// The 95 % interval for the difference of two paired proportions: method 10 (square-and-add on Wilson intervals, with
/// the corrected φ) of Newcombe, <i>Improved confidence intervals for the difference between binomial proportions based on
/// paired data</i>, Statistics in Medicine 17, 1998.
/// </summary>
public static class NewcombeInterval
{
    /// <summary>The interval for second minus first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A negative count, or no image at all.</exception>
    public static Interval Compute(PairedTable table)
    {
        var (both, onlyFirst, onlySecond, neither) = table;
        if (!(both >= 0 && onlyFirst >= 0 && onlySecond >= 0 && neither >= 0 && double.IsFinite(table.Total)))
            throw new ArgumentOutOfRangeException(nameof(table), table, "Expected counts of at least 0.");

        // Expected counts of randomized classifiers add up to a whole number of images but for rounding.
        var images = (int)Math.Round(table.Total);
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1, nameof(table));
        var (first, second) = (Math.Min(both + onlyFirst, images), Math.Min(both + onlySecond, images));
        var (p1, p2) = (first / images, second / images);
        var (i1, i2) = (WilsonInterval.Compute(first, images), WilsonInterval.Compute(second, images));
        var phi = Phi(table);
        return new Interval(
            Math.Max(-1, p2 - p1 - Add(p2 - i2.Lower, i1.Upper - p1, phi)),
            Math.Min(1, p2 - p1 + Add(i2.Upper - p2, p1 - i1.Lower, phi)));
    }

    private static double Add(double x, double y, double phi) => Math.Sqrt(Math.Max(0, (x * x) - (2 * phi * x * y) + (y * y)));

    /// <summary>The correlation of the two, with the numerator moved towards 0 by n/2 where it is positive.</summary>
    private static double Phi(PairedTable t)
    {
        var product = (t.Both + t.OnlyFirst) * (t.OnlySecond + t.Neither) * (t.Both + t.OnlySecond) * (t.OnlyFirst + t.Neither);
        if (product == 0)
            return 0;
        var numerator = (t.Both * t.Neither) - (t.OnlyFirst * t.OnlySecond);
        return (numerator > 0 ? Math.Max(0, numerator - (t.Total / 2)) : numerator) / Math.Sqrt(product);
    }
}
