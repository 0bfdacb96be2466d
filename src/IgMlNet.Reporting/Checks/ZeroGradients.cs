using System.Globalization;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Checks;

/// <summary>Many images have no gradient at all: gradient attacks are blind there, whatever the true robustness.</summary>
internal sealed class ZeroGradients : EvaluationCheck
{
    private const double Tolerated = 0.05;

    public override string Id => "zero-gradients";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report) => report.Diagnostics
        .Where(probe => probe.ZeroGradientShare > Tolerated)
        .Select(probe => new CheckFinding
        {
            Id = Id,
            VariantId = probe.VariantId,
            Severity = CheckSeverity.Blocking,
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"{probe.ZeroGradientShare:P0} of the images have no gradient under {report.VariantOf(probe.VariantId).DisplayName}."),
            Cause = "The model or the defense has a step whose derivative is zero, such as rounding, or saturates",
            Remedy = "Give the defense a differentiable surrogate, and attack without gradients too",
        });
}
