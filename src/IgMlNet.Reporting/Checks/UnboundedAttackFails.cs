using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Checks;

/// <summary>
/// Images survive an iterated attack that may change every pixel by half of its range or more: any two images can be made the same then, so
/// that nothing is robust, and what is left shows that the attack is blind. One step is not expected to get there.
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
        foreach (var curve in AccuracyCurve.AgainstEpsilon(report).Where(curve => BudgetDoesNotHelp.IsIterated(report, curve)))
        {
            var (x, verdicts) = (curve.Points[^1].X, curve.Points[^1].Verdicts);
            if (x < Unbounded || PairedDoubt.OfShare(verdicts.Accuracy * verdicts.Images, verdicts.Images, Tolerated) is not { } severity)
                continue;
            yield return new CheckFinding
            {
                Id = Id,
                VariantId = curve.Variant.Id,
                Severity = severity,
                Message = $"On {curve.Variant.DisplayName}, {curve.Attack} leaves {Format.Accuracy(verdicts.Accuracy)} "
                    + $"{Format.AccuracyInterval(verdicts.Interval)} even at ε = {ThreatModelInfo.TextOf(x)}.",
                Cause = "The attack is blind: gradients are masked, or the loss saturates",
                Remedy = "Use attacks without gradients and transfer attacks, or a differentiable surrogate",
            };
        }
    }
}
