using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Robustness.Evaluation.Checks;

/// <summary>
/// A single-step attack breaks more images than one of many steps: on a loss surface that can be climbed it is the other way
/// round.
/// </summary>
/// <remarks>Paper: Athalye et al., Obfuscated Gradients Give a False Sense of Security (ICML 2018), Sec. 3.1.</remarks>
internal sealed class StepsDoNotHelp : EvaluationCheck
{
    /// <summary>Differences up to this are left to chance.</summary>
    private const double Tolerated = 0.01;

    public override string Id => "steps-do-not-help";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report)
    {
        foreach (var variant in report.Variants)
        {
            foreach (var single in report.MainAttacks.Where(attack => attack.Steps == 1))
            {
                foreach (var iterated in report.MainAttacks.Where(attack => attack.Steps > 1))
                {
                    var (few, many) = (Accuracy(single), Accuracy(iterated));
                    if (many > few + Tolerated)
                        yield return Finding(variant, single, iterated, few, many);
                }

                double Accuracy(AttackInfo attack) => ImageVerdicts.Of(report.OutcomeOf(variant.Id, attack.Id)).Accuracy;
            }
        }
    }

    private CheckFinding Finding(VariantInfo variant, AttackInfo single, AttackInfo iterated, double few, double many) => new()
    {
        Id = Id,
        VariantId = variant.Id,
        Severity = CheckSeverity.Blocking,
        Message = string.Create(
            CultureInfo.InvariantCulture,
            $"On {variant.DisplayName}, {single.DisplayName} leaves {few:P1} but {iterated.DisplayName} leaves {many:P1}."),
        Cause = "Gradients mislead: the loss surface is masked or shattered",
        Remedy = "Use attacks without gradients and transfer attacks, or a differentiable surrogate",
    };
}
