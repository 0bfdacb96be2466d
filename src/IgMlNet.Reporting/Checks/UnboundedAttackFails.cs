using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Checks;

/// <summary>
/// Images survive an attack that may change every pixel by half of its range or more: any two images can be made the same then, so that
/// nothing is robust, and what is left shows that the attack is blind.
/// </summary>
/// <remarks>Paper: Athalye et al., Obfuscated Gradients Give a False Sense of Security (ICML 2018), Sec. 3.1.</remarks>
internal sealed class UnboundedAttackFails : EvaluationCheck
{
    /// <summary>From here on every image can be made mid-grey.</summary>
    private const double Unbounded = 0.5;

    private const double Tolerated = 0.1;

    public override string Id => "unbounded-attack-fails";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report)
    {
        if (report.ThreatModel.Norm != PerturbationNorm.Linf)
            yield break;
        foreach (var curve in AccuracyCurve.AgainstEpsilon(report))
        {
            var widest = curve.Points[^1];
            if (widest.X < Unbounded || widest.Verdicts.Accuracy <= Tolerated)
                continue;
            yield return new CheckFinding
            {
                Id = Id,
                VariantId = curve.Variant.Id,
                Severity = CheckSeverity.Blocking,
                Message = string.Create(
                    CultureInfo.InvariantCulture,
                    $"On {curve.Variant.DisplayName}, {curve.Attack} leaves {widest.Verdicts.Accuracy:P1} even at ε = {ThreatModelInfo.TextOf(widest.X)}."),
                Cause = "The attack is blind: gradients are masked, or the loss saturates",
                Remedy = "Use attacks without gradients and transfer attacks, or a differentiable surrogate",
            };
        }
    }
}
