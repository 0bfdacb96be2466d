using System.Globalization;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Checks;

/// <summary>
/// A variant withstands more than the base, and attacks that break defenses of its kind are missing: the gain is an upper bound, and
/// nothing calls the variant better.
/// </summary>
/// <remarks>
/// Papers: Croce et al., Evaluating the Adversarial Robustness of Adaptive Test-time Defenses (ICML 2022): test-time defenses tend to break
/// under transfer from the base model; Tramèr et al., On Adaptive Attacks to Adversarial Example Defenses (NeurIPS 2020).
/// </remarks>
internal sealed class UnprovenGain : EvaluationCheck
{
    public override string Id => "unproven-gain";

    internal override IEnumerable<CheckFinding> Run(RobustnessReport report) => VariantVerdict.FromReport(report)
        .Where(static verdict => verdict.Change == Change.UpperBound)
        .Select(verdict => new CheckFinding
        {
            Id = Id,
            VariantId = verdict.Variant.Id,
            Severity = CheckSeverity.Warning,
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"The gain of {verdict.Variant.DisplayName}, {Format.GainInPoints(verdict.Comparison.Difference)}, is an upper bound. It was attacked with: {Budgets(verdict)}."),
            Cause = $"The attacks lack {verdict.Evidence.MissingText}",
            Remedy = $"Add {string.Join(", ", verdict.Evidence.Missing.Select(RemedyFor))}; or use adaptive-wc, which has all",
        });

    private static string Budgets(VariantVerdict verdict) =>
        verdict.Evidence.Budgets.IsEmpty ? "gradient attacks only" : string.Join("; ", verdict.Evidence.Budgets);

    private static string RemedyFor(RequiredAttack missing) => missing switch
    {
        RequiredAttack.Transfer => "transfer-apgd-ce-100",
        RequiredAttack.BlackBox => "square-5000",
        RequiredAttack.GradientDraws => "apgd-ce-100-eot20",
        _ => "adaptive",
    };
}
