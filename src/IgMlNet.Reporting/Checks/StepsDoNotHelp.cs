using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Checks;

/// <summary>
/// An attack through gradients breaks more images in one step than another one in many, or one breaks fewer with more of its steps: on a loss
/// surface that can be climbed it is the other way round. Only white-box attacks are compared; a black-box attack may be weaker than one
/// step along a gradient on any model.
/// </summary>
/// <remarks>Paper: Athalye et al., Obfuscated Gradients Give a False Sense of Security (ICML 2018), Sec. 3.1.</remarks>
internal sealed class StepsDoNotHelp : EvaluationCheck
{
    private const double Tolerated = 0.01;

    public override string Id => "steps-do-not-help";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report)
    {
        var whiteBox = report.MainAttacks.Where(attack => attack.Knowledge == AttackKnowledge.WhiteBox).ToList();
        foreach (var variant in report.Variants)
        {
            foreach (var single in whiteBox.Where(attack => attack.Steps == 1))
            {
                foreach (var iterated in whiteBox.Where(attack => attack.Steps > 1))
                {
                    if (PairedDoubt.Between(Verdicts(single), Verdicts(iterated), Tolerated) is { } doubt)
                        yield return Finding(variant, single.DisplayName, iterated.DisplayName, doubt);
                }
            }

            ImageVerdicts Verdicts(AttackInfo attack) => ImageVerdicts.FromOutcome(report.OutcomeOf(variant.Id, attack.Id));
        }

        foreach (var curve in AccuracyCurve.AgainstSteps(report).Where(curve => BudgetDoesNotHelp.IsIterated(report, curve)))
        {
            foreach (var (fewer, more) in curve.Points.Zip(curve.Points.Skip(1)))
            {
                if (fewer.X > 1 && PairedDoubt.Between(fewer.Verdicts, more.Verdicts, Tolerated) is { } doubt)
                    yield return Finding(curve.Variant, NameOf(fewer), NameOf(more), doubt);
            }
        }

        string NameOf(AccuracyPoint point) => report.Attacks.First(attack => attack.Id == point.AttackId).DisplayName;
    }

    private CheckFinding Finding(VariantInfo variant, string weaker, string stronger, PairedDoubt doubt) => new()
    {
        Id = Id,
        VariantId = variant.Id,
        Severity = doubt.Severity,
        Message = $"On {variant.DisplayName}, {weaker} leaves {doubt.Weaker} but {stronger} leaves {doubt}.",
        Cause = "Gradients mislead: the loss surface is masked or shattered",
        Remedy = "Use attacks without gradients and transfer attacks, or a differentiable surrogate",
    };
}
