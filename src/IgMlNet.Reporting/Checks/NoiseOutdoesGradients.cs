using System.Globalization;
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
        foreach (var variant in report.Variants)
        {
            foreach (var noise in noises)
            {
                foreach (var attack in iterated.Where(attack => Accuracy(variant, attack) > Accuracy(variant, noise) + Tolerated))
                {
                    yield return new CheckFinding
                    {
                        Id = Id,
                        VariantId = variant.Id,
                        Severity = CheckSeverity.Blocking,
                        Message = string.Create(
                            CultureInfo.InvariantCulture,
                            $"On {variant.DisplayName}, {attack.DisplayName} leaves {Accuracy(variant, attack):P1} but random noise {Accuracy(variant, noise):P1}."),
                        Cause = "Gradients lead nowhere: they are masked, shattered or zero",
                        Remedy = "Use attacks without gradients and transfer attacks, or a differentiable surrogate",
                    };
                }
            }
        }

        double Accuracy(VariantInfo variant, AttackInfo attack) =>
            ImageVerdicts.FromOutcome(report.OutcomeOf(variant.Id, attack.Id)).Accuracy;
    }
}
