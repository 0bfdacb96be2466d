using System.Collections.Immutable;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Statistics;

namespace IgMlNet.Reporting.Views;

/// <summary>Whether a variant is more robust than the base variant, in the worst case over all attacks.</summary>
public sealed record VariantVerdict
{
    /// <summary>The level of significance.</summary>
    internal const double Level = 0.05;

    private VariantVerdict()
    {
    }

    /// <summary>The variant.</summary>
    public required VariantInfo Variant { get; init; }

    /// <summary>Its worst case.</summary>
    public required ImageWiseWorstCase WorstCase { get; init; }

    /// <summary>The comparison of the base variant's worst case with this one's.</summary>
    public required PairedComparison Comparison { get; init; }

    /// <summary>The same, an image counted as broken in a draw where any attack breaks its own draw, as in the paper.</summary>
    public required PairedComparison AnyAttackComparison { get; init; }

    /// <summary>The p-value after Holm's adjustment over all variants that are compared with the base, identical ones counted once.</summary>
    public required double AdjustedPValue { get; init; }

    /// <summary>Whether the attacks can show a gain.</summary>
    public required AttackEvidence Evidence { get; init; }

    /// <summary>What may be said.</summary>
    public Change Change => Of(Comparison, AdjustedPValue, Evidence);

    /// <summary>The change in words; of an upper bound what is missing to show it.</summary>
    public string Word => Change == Change.UpperBound ? Evidence.UpperBoundText : Format.Word(Change);

    /// <summary>
    /// The verdict on a line: <c>better, +2.2 points [+0.8, +3.6] in the worst case, p &lt; 0.001</c>; an upper bound has no p-value.
    /// </summary>
    public string Summary =>
        $"{Word}, {Format.GainInPoints(Comparison.Difference)} {Format.GainInterval(Comparison.Interval)} in the worst case"
        + (Change == Change.UpperBound ? "" : $", {Format.PValue(AdjustedPValue)}");

    /// <summary>The verdicts on all variants but the base, in the order of the report.</summary>
    public static ImmutableArray<VariantVerdict> FromReport(RobustnessReport report)
    {
        var reference = ImageWiseWorstCase.FromReport(report, report.BaseVariantId);
        var compared = report.Variants.Where(variant => variant.Id != report.BaseVariantId).Select(variant =>
        {
            var worstCase = ImageWiseWorstCase.FromReport(report, variant.Id);
            return (variant, worstCase, comparison: PairedComparison.Between(reference.Verdicts, worstCase.Verdicts));
        }).ToList();
        var twins = VariantTwins.FromReport(report);
        var adjusted = HolmAdjustment.Adjust([.. compared.Select(c => (twins.FirstOf(c.variant.Id), c.comparison.PValue))]);
        return
        [
            .. compared.Select((c, i) => new VariantVerdict
            {
                Variant = c.variant,
                WorstCase = c.worstCase,
                Comparison = c.comparison,
                AnyAttackComparison = PairedComparison.Between(reference.AnyAttackVerdicts, c.worstCase.AnyAttackVerdicts),
                AdjustedPValue = adjusted[i],
                Evidence = AttackEvidence.FromReport(report, c.variant),
            }),
        ];
    }

    /// <summary>What a comparison allows to be said.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="adjustedPValue">Its p-value among those of its table.</param>
    /// <param name="evidence">Whether the attacks can show a gain; null for clean accuracy, which needs none.</param>
    internal static Change Of(PairedComparison comparison, double adjustedPValue, AttackEvidence? evidence) =>
        comparison.Difference > 0 && evidence is { IsComplete: false } ? Change.UpperBound
        : adjustedPValue >= Level || comparison.Difference == 0 ? Change.NotSignificant
        : comparison.Difference > 0 ? Change.Better
        : Change.Worse;
}
