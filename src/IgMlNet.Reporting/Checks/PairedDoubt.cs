using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Statistics;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Checks;

/// <summary>
/// An attack that should break at least as many images as another one breaks fewer: how sure that is, by a paired test on the same images.
/// </summary>
/// <remarks>
/// A doubt is a warning where chance explains the difference with p below 5 %. It blocks the numbers where p is below 1 % and the 95 % interval of
/// the difference lies above the tolerance: a few images never block.
/// </remarks>
internal sealed class PairedDoubt
{
    private const double WarningLevel = 0.05;
    private const double BlockingLevel = 0.01;

    private readonly string _numbers;

    private PairedDoubt(CheckSeverity severity, ImageVerdicts weaker, ImageVerdicts stronger, PairedComparison comparison)
    {
        Severity = severity;
        _numbers = FormattableString.Invariant(
            $"{Format.Accuracy(stronger.Accuracy)}, which is {Format.GainInPoints(comparison.Difference)} more ")
            + $"{Format.GainInterval(comparison.Interval)} on {Format.Count(weaker.Images)} images ({Format.PValue(comparison.PValue)})";
        Weaker = Format.Accuracy(weaker.Accuracy);
    }

    /// <summary>What it means for the numbers.</summary>
    public CheckSeverity Severity { get; }

    /// <summary>What the attack that should break less leaves.</summary>
    public string Weaker { get; }

    /// <summary>What the attack that should break more leaves, and how sure the difference is.</summary>
    public override string ToString() => _numbers;

    /// <summary>The doubt; null where chance may explain the difference.</summary>
    /// <param name="weaker">What the attack that should break no more leaves.</param>
    /// <param name="stronger">What the attack that should break no less leaves.</param>
    /// <param name="tolerance">The difference of accuracies up to which nothing is blocked, 0 to 1.</param>
    public static PairedDoubt? Between(ImageVerdicts weaker, ImageVerdicts stronger, double tolerance)
    {
        var comparison = PairedComparison.Between(weaker, stronger);
        return comparison.Difference <= tolerance || comparison.PValue >= WarningLevel ? null
            : new PairedDoubt(
                comparison.PValue < BlockingLevel && comparison.Interval.Lower > tolerance ? CheckSeverity.Blocking : CheckSeverity.Warning,
                weaker, stronger, comparison);
    }

    /// <summary>
    /// The doubt that so many of some images are more than should be; null where they are not. It blocks where the 95 % interval of their share
    /// lies above the tolerance.
    /// </summary>
    /// <param name="count">The images that raise it.</param>
    /// <param name="images">The images that could.</param>
    /// <param name="tolerance">The share that is tolerated, 0 to 1.</param>
    public static CheckSeverity? OfShare(double count, int images, double tolerance) =>
        count <= tolerance * images ? null
        : WilsonInterval.Compute(count, images).Lower > tolerance ? CheckSeverity.Blocking
        : CheckSeverity.Warning;
}
