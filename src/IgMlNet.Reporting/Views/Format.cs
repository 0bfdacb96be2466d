using System.Globalization;
using IgMlNet.Reporting.Statistics;

namespace IgMlNet.Reporting.Views;

/// <summary>
/// How numbers read, in every view and every culture. An accuracy is a percentage with one decimal, <c>12.3 %</c>; a
/// difference of accuracies is in points with its sign, <c>+1.2</c>; intervals carry the same numbers in brackets.
/// </summary>
public static class Format
{
    private const string Minus = "\u2212";

    /// <summary>An accuracy from 0 to 1: <c>12.3 %</c>.</summary>
    public static string Accuracy(double accuracy) => $"{Tenths(accuracy * 100)} %";

    /// <summary>A difference of accuracies from −1 to 1, in points: <c>+1.2</c>, <c>−0.4</c>, <c>±0.0</c>.</summary>
    public static string Gain(double difference)
    {
        var magnitude = Tenths(Math.Abs(difference) * 100);
        return (magnitude == "0.0" ? "±" : difference > 0 ? "+" : Minus) + magnitude;
    }

    /// <summary>A difference of accuracies from −1 to 1 in words: <c>+1.2 points</c>.</summary>
    public static string GainInPoints(double difference) => $"{Gain(difference)} points";

    /// <summary>
    /// A change in words: <c>better</c>, <c>worse</c>, <c>no significant change</c>, <c>gain is an upper bound</c>, <c>not comparable</c>.
    /// </summary>
    public static string Word(Change change) => change switch
    {
        Change.Better => "better",
        Change.Worse => "worse",
        Change.UpperBound => "gain is an upper bound",
        Change.NotComparable => "not comparable",
        _ => "no significant change",
    };

    /// <summary>An interval of accuracies, in percent: <c>[10.1, 14.5]</c>.</summary>
    public static string AccuracyInterval(Interval interval) =>
        $"[{Tenths(interval.Lower * 100)}, {Tenths(interval.Upper * 100)}]";

    /// <summary>An interval of differences of accuracies, in points: <c>[−0.3, +2.7]</c>.</summary>
    public static string GainInterval(Interval interval) => $"[{Gain(interval.Lower)}, {Gain(interval.Upper)}]";

    /// <summary>A p-value: <c>p = 0.012</c>, <c>p &lt; 0.001</c>.</summary>
    public static string PValue(double p) =>
        p < 0.001 ? "p < 0.001" : $"p = {p.ToString(p < 0.1 ? "0.000" : "0.00", CultureInfo.InvariantCulture)}";

    /// <summary>A cost as a multiple of one forward pass: <c>1.96×</c>.</summary>
    public static string Cost(double multiple) => $"{multiple.ToString("0.00", CultureInfo.InvariantCulture)}×";

    /// <summary>A distance in pixel units of [0,1]: up to four significant digits, <c>0.03137</c>.</summary>
    public static string Distance(double distance) => distance.ToString("0.####", CultureInfo.InvariantCulture) is var text
        && distance is > 0 and < 0.1 ? distance.ToString("G4", CultureInfo.InvariantCulture) : text;

    /// <summary>A count, thousands apart: <c>12,000</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A wall time: <c>1.5 s</c>, <c>12 min 5 s</c>, <c>3 h 2 min</c>.</summary>
    public static string Duration(double seconds)
    {
        if (seconds < 59.95)
            return $"{Tenths(seconds)} s";
        var whole = (long)Math.Round(seconds);
        return whole < 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{whole / 60} min {whole % 60} s")
            : string.Create(CultureInfo.InvariantCulture, $"{whole / 3600} h {whole % 3600 / 60} min");
    }

    private static string Tenths(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
