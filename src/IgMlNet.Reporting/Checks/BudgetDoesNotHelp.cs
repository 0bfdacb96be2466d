using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Checks;

/// <summary>
/// An attack breaks fewer images with a larger ε, although all that it may do with a smaller one it may do still: it does not find what
/// is there.
/// </summary>
/// <remarks>Paper: Carlini et al., On Evaluating Adversarial Robustness (2019), Sec. 4.2.</remarks>
internal sealed class BudgetDoesNotHelp : EvaluationCheck
{
    /// <summary>Differences up to this are left to chance.</summary>
    private const double Tolerated = 0.01;

    public override string Id => "budget-does-not-help";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report)
    {
        foreach (var curve in AccuracyCurve.AgainstEpsilon(report))
        {
            foreach (var (smaller, larger) in curve.Points.Zip(curve.Points.Skip(1)))
            {
                if (larger.Verdicts.Accuracy <= smaller.Verdicts.Accuracy + Tolerated)
                    continue;
                yield return new CheckFinding
                {
                    Id = Id,
                    VariantId = curve.Variant.Id,
                    Severity = CheckSeverity.Blocking,
                    Message = string.Create(
                        CultureInfo.InvariantCulture,
                        $"On {curve.Variant.DisplayName}, {curve.Attack} leaves {smaller.Verdicts.Accuracy:P1} at ε = ") +
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{ThreatModelInfo.TextOf(smaller.X)} but {larger.Verdicts.Accuracy:P1} at ε = {ThreatModelInfo.TextOf(larger.X)}."),
                    Cause = "The attack does not find what it may do: gradients mislead, or its steps do not fit the budget",
                    Remedy = "Use attacks that adapt their steps, attacks without gradients, or a differentiable surrogate",
                };
            }
        }
    }
}
