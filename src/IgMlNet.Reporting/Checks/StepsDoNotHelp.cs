using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Checks;

/// <summary>
/// An attack of one step breaks more images than one of many, or one of fewer steps more than the same with more: on a loss surface
/// that can be climbed it is the other way round.
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
            foreach (var single in report.MainAttacks.Where(attack => attack is { Steps: 1, Knowledge: AttackKnowledge.WhiteBox }))
            {
                foreach (var iterated in report.MainAttacks.Where(attack => attack.Steps > 1))
                {
                    var (few, many) = (Accuracy(single), Accuracy(iterated));
                    if (many > few + Tolerated)
                        yield return Finding(variant, single.DisplayName, iterated.DisplayName, few, many);
                }

                double Accuracy(AttackInfo attack) => ImageVerdicts.FromOutcome(report.OutcomeOf(variant.Id, attack.Id)).Accuracy;
            }
        }

        foreach (var curve in AccuracyCurve.AgainstSteps(report))
        {
            foreach (var (fewer, more) in curve.Points.Zip(curve.Points.Skip(1)))
            {
                var (few, many) = (fewer.Verdicts.Accuracy, more.Verdicts.Accuracy);
                if (fewer.X > 1 && many > few + Tolerated)
                    yield return Finding(curve.Variant, NameOf(fewer), NameOf(more), few, many);
            }
        }

        string NameOf(AccuracyPoint point) => report.Attacks.First(attack => attack.Id == point.AttackId).DisplayName;
    }

    private CheckFinding Finding(VariantInfo variant, string weaker, string stronger, double few, double many) => new()
    {
        Id = Id,
        VariantId = variant.Id,
        Severity = CheckSeverity.Blocking,
        Message = string.Create(
            CultureInfo.InvariantCulture,
            $"On {variant.DisplayName}, {weaker} leaves {few:P1} but {stronger} leaves {many:P1}."),
        Cause = "Gradients mislead: the loss surface is masked or shattered",
        Remedy = "Use attacks without gradients and transfer attacks, or a differentiable surrogate",
    };
}
