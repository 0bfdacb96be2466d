using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Checks;

/// <summary>Defended variants were attacked through their gradients alone, which flatters defenses that hide them.</summary>
/// <remarks>
/// Paper: Croce et al., Evaluating the Adversarial Robustness of Adaptive Test-time Defenses (ICML 2022): test-time defenses
/// tend to break under transfer from the base model.
/// </remarks>
internal sealed class GradientAttacksOnly : EvaluationCheck
{
    public override string Id => "gradient-attacks-only";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report)
    {
        if (report.Variants.Length > 1 && report.MainAttacks.Any()
            && report.MainAttacks.All(attack => attack.Knowledge == AttackKnowledge.WhiteBox || attack.Family == AttackInfo.NoiseFamily))
        {
            yield return new CheckFinding
            {
                Id = Id,
                VariantId = null,
                Severity = CheckSeverity.Note,
                Message = "The worst case is over attacks through gradients alone.",
                Cause = "Neither black-box attacks nor attacks transferred from the base model were run",
                Remedy = "Read gains as upper bounds until such attacks are run as well",
            };
        }
    }
}
