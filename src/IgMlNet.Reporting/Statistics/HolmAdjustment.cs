using System.Collections.Immutable;

namespace IgMlNet.Reporting.Statistics;

/// <summary>
/// P-values made comparable with one level although there are several of them (Holm, <i>A simple sequentially rejective multiple
/// test procedure</i>, Scandinavian Journal of Statistics 6, 1979): the chance of any false alarm stays at the level.
/// </summary>
public static class HolmAdjustment
{
    /// <summary>The adjusted p-values, in the order given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value outside of [0,1].</exception>
    public static ImmutableArray<double> Adjust(IReadOnlyList<double> pValues)
    {
        if (pValues.Any(static p => !(p >= 0 && p <= 1)))
            throw new ArgumentOutOfRangeException(nameof(pValues), "Expected values in [0,1].");
        var adjusted = new double[pValues.Count];
        var (largest, left) = (0.0, pValues.Count);
        foreach (var i in Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]))
        {
            largest = Math.Max(largest, Math.Min(1, left * pValues[i]));
            adjusted[i] = largest;
            left--;
        }

        return [.. adjusted];
    }

    /// <summary>The adjusted p-values, in the order given, where tests of one key are one hypothesis and count once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value outside of [0,1].</exception>
    public static ImmutableArray<double> Adjust<TKey>(IReadOnlyList<(TKey Key, double PValue)> tests)
        where TKey : notnull
    {
        var distinct = tests.DistinctBy(static test => test.Key).ToList();
        var adjusted = distinct.Select(static test => test.Key).Zip(Adjust([.. distinct.Select(static test => test.PValue)]))
            .ToDictionary(static pair => pair.First, static pair => pair.Second);
        return [.. tests.Select(test => adjusted[test.Key])];
    }
}
