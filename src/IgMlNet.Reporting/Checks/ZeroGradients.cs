using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Statistics;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Checks;

/// <summary>Many images have no gradient at all: gradient attacks are blind there, whatever the true robustness.</summary>
internal sealed class ZeroGradients : EvaluationCheck
{
    private const double Tolerated = 0.05;

    public override string Id => "zero-gradients";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report) =>
        from sample in report.Diagnostics
        where sample.ZeroGradientShare > Tolerated
        select new CheckFinding
        {
            Id = Id,
            VariantId = sample.VariantId,
            Severity = SeverityOf(sample),
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"{Share(sample)} of the images have no gradient under {report.VariantOf(sample.VariantId).DisplayName}."),
            Cause = "The model or the defense has a step whose derivative is zero, such as rounding, or saturates",
            Remedy = "Give the defense a differentiable surrogate, and attack without gradients too",
        };

    /// <summary>Where the number of images is not known, as in older results, the share counts as it is.</summary>
    private static CheckSeverity SeverityOf(GradientDiagnostics sample) => sample.Images is { } images
        ? PairedDoubt.OfShare(sample.ZeroGradientShare * images, images, Tolerated) ?? CheckSeverity.Warning
        : CheckSeverity.Blocking;

    private static string Share(GradientDiagnostics sample) => sample.Images is { } images
        ? $"{Format.Accuracy(sample.ZeroGradientShare)} {Format.AccuracyInterval(WilsonInterval.Compute(sample.ZeroGradientShare * images, images))}"
        : Format.Accuracy(sample.ZeroGradientShare);
}
