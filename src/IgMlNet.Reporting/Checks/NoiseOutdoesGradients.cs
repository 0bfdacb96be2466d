using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Checks;

/// <summary>Random noise breaks more images than an attack that climbs gradients: the gradients lead nowhere.</summary>
/// <remarks>Paper: Athalye et al., Obfuscated Gradients Give a False Sense of Security (ICML 2018), Sec. 3.1.</remarks>
internal sealed class NoiseOutdoesGradients : EvaluationCheck
{
    private const double Tolerated = 0.002;

    public override string Id => "noise-outdoes-gradients";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report)
    {
        var noises = report.MainAttacks.Where(attack => attack.Family == AttackInfo.NoiseFamily).ToList();
        var iterated = report.MainAttacks.Where(attack => attack is { Knowledge: AttackKnowledge.WhiteBox, Steps: > 1 }).ToList();
        return
            from variant in report.Variants
            from noise in noises
            from attack in iterated
            let doubt = PairedDoubt.Between(Verdicts(variant, noise), Verdicts(variant, attack), Tolerated)
            where doubt is not null
            select new CheckFinding
            {
                Id = Id,
                VariantId = variant.Id,
                Severity = doubt.Severity,
                Message = $"On {variant.DisplayName}, random noise leaves {doubt.Weaker} but {attack.DisplayName} leaves {doubt}.",
                Cause = "Gradients lead nowhere: they are masked, shattered or zero",
                Remedy = "Use attacks without gradients and transfer attacks, or a differentiable surrogate",
            };

        ImageVerdicts Verdicts(VariantInfo variant, AttackInfo attack) =>
            ImageVerdicts.FromOutcome(report.OutcomeOf(variant.Id, attack.Id));
    }
}
