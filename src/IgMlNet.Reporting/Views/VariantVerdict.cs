using System.Collections.Immutable;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Statistics;

namespace IgMlNet.Reporting.Views;

/// <summary>Whether a variant is more robust than the base variant, in the worst case over all attacks.</summary>
public sealed record VariantVerdict
{
    private const double Level = 0.05;

    private VariantVerdict()
    {
    }

    /// <summary>The variant.</summary>
    public required VariantInfo Variant { get; init; }

    /// <summary>Its worst case.</summary>
    public required ImageWiseWorstCase WorstCase { get; init; }

    /// <summary>The comparison of the base variant's worst case with this one's.</summary>
    public required PairedComparison Comparison { get; init; }

    /// <summary>The p-value after Holm's adjustment over all variants that are compared with the base.</summary>
    public required double AdjustedPValue { get; init; }

    /// <summary>What may be said.</summary>
    public Change Change =>
        AdjustedPValue >= Level || Comparison.Difference == 0 ? Change.NotSignificant
        : Comparison.Difference > 0 ? Change.Better
        : Change.Worse;

    /// <summary>The verdicts on all variants but the base, in the order of the report.</summary>
    public static ImmutableArray<VariantVerdict> FromReport(RobustnessReport report)
    {
        var reference = ImageWiseWorstCase.FromReport(report, report.BaseVariantId).Verdicts;
        var compared = report.Variants.Where(variant => variant.Id != report.BaseVariantId).Select(variant =>
        {
            var worstCase = ImageWiseWorstCase.FromReport(report, variant.Id);
            return (variant, worstCase, comparison: PairedComparison.Between(reference, worstCase.Verdicts));
        }).ToList();
        var adjusted = HolmAdjustment.Adjust([.. compared.Select(static c => c.comparison.PValue)]);
        return
        [
            .. compared.Select((c, i) => new VariantVerdict
            {
                Variant = c.variant,
                WorstCase = c.worstCase,
                Comparison = c.comparison,
                AdjustedPValue = adjusted[i],
            }),
        ];
    }
}
