using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Views;

/// <summary>
/// Variants that are one and the same classifier under two names, as where two rankings keep the same neurons: one hypothesis, which a
/// test counts once.
/// </summary>
internal sealed class VariantTwins
{
    private readonly Dictionary<string, string> _firstOf = new(StringComparer.Ordinal);

    private VariantTwins()
    {
    }

    /// <summary>The twins of a report: of equal masks on one layer, with the same outcome for every image under every attack.</summary>
    public static VariantTwins FromReport(RobustnessReport report)
    {
        var twins = new VariantTwins();
        var earlier = new List<VariantInfo>();
        foreach (var variant in report.Variants)
        {
            var same = variant.MaskHash is null ? null : earlier.Find(other => AreSame(report, other, variant));
            twins._firstOf[variant.Id] = same?.Id ?? variant.Id;
            if (same is null)
                earlier.Add(variant);
        }

        return twins;
    }

    /// <summary>The id of the first variant that is the same classifier; the variant's own where there is none before it.</summary>
    public string FirstOf(string variantId) => _firstOf[variantId];

    private static bool AreSame(RobustnessReport report, VariantInfo one, VariantInfo other) =>
        (one.MaskHash, one.Layer, one.Randomized) == (other.MaskHash, other.Layer, other.Randomized)
        && report.AttackIds.All(attack =>
        {
            var (a, b) = (report.OutcomeOf(one.Id, attack), report.OutcomeOf(other.Id, attack));
            return a.Verdicts.Bits.AsSpan().SequenceEqual(b.Verdicts.Bits.AsSpan())
                && a.Margins.AsSpan().SequenceEqual(b.Margins.AsSpan());
        });
}
