using System.Collections.Immutable;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Views;

/// <summary>Which numbers of a report its checks forbid to believe.</summary>
public sealed class ReportTrust
{
    private readonly bool _blocksAll;
    private readonly ImmutableHashSet<string> _blockedVariants;

    private ReportTrust(RobustnessReport report)
    {
        Findings = [.. report.Checks.Where(static check => check.Severity == CheckSeverity.Blocking)];
        _blocksAll = Findings.Any(check => check.VariantId is null || check.VariantId == report.BaseVariantId);
        _blockedVariants = [.. Findings.Select(static check => check.VariantId).OfType<string>()];
    }

    /// <summary>The blocking findings.</summary>
    public ImmutableArray<CheckFinding> Findings { get; }

    /// <summary>The trust in a report.</summary>
    public static ReportTrust Assess(RobustnessReport report) => new(report);

    /// <summary>
    /// Whether a variant's numbers are to be withheld: because of itself, of the whole report, or of the base variant that
    /// they are compared with.
    /// </summary>
    public bool Blocks(string variantId) => _blocksAll || _blockedVariants.Contains(variantId);
}
