using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Checks;

/// <summary>
/// An iterated attack breaks fewer images with a larger ε, although all that it may do with a smaller one it may do still: it does not find
/// what is there. Attacks of one step are left out: their step overshoots with a larger ε, on honest models too.
/// </summary>
/// <remarks>Paper: Carlini et al., On Evaluating Adversarial Robustness (2019), Sec. 4.2.</remarks>
internal sealed class BudgetDoesNotHelp : EvaluationCheck
{
    private const double Tolerated = 0.01;

    public override string Id => "budget-does-not-help";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report)
    {
        foreach (var curve in AccuracyCurve.AgainstEpsilon(report).Where(curve => IsIterated(report, curve)))
        {
            foreach (var (smaller, larger) in curve.Points.Zip(curve.Points.Skip(1)))
            {
                if (PairedDoubt.Between(smaller.Verdicts, larger.Verdicts, Tolerated) is not { } doubt)
                    continue;
                yield return new CheckFinding
                {
                    Id = Id,
                    VariantId = curve.Variant.Id,
                    Severity = doubt.Severity,
                    Message = $"On {curve.Variant.DisplayName}, {curve.Attack} leaves {doubt.Weaker} at ε = {ThreatModelInfo.TextOf(smaller.X)} "
                        + $"but at ε = {ThreatModelInfo.TextOf(larger.X)} {doubt}.",
                    Cause = "The attack does not find what it may do: gradients mislead, or its steps do not fit the budget",
                    Remedy = "Use attacks that adapt their steps, attacks without gradients, or a differentiable surrogate",
                };
            }
        }
    }

    /// <summary>Whether a curve is of an attack through gradients in several steps.</summary>
    internal static bool IsIterated(RobustnessReport report, AccuracyCurve curve) =>
        report.Attacks.First(attack => attack.Id == curve.Points[^1].AttackId) is { Knowledge: AttackKnowledge.WhiteBox, Steps: > 1 };
}
