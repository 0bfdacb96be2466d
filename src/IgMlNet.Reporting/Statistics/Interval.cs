namespace IgMlNet.Reporting.Statistics;

/// <summary>A confidence interval, ends included.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
public readonly record struct Interval(double Lower, double Upper)
{
    /// <summary>The 97.5 % quantile of the normal distribution, behind every two-sided 95 % interval here.</summary>
    internal const double Z = 1.959963984540054;

    /// <summary>Whether a value lies within.</summary>
    public bool Contains(double value) => Lower <= value && value <= Upper;
}
