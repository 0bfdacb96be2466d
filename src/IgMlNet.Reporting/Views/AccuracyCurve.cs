using System.Collections.Immutable;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Views;

/// <summary>How the robust accuracy of a variant changes with the budget or the number of steps of an attack.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Attack">What the points have in common, as tables call it: <c>PGD-20</c>, <c>apgd-ce</c>.</param>
/// <param name="Points">The points, ascending.</param>
public sealed record AccuracyCurve(VariantInfo Variant, string Attack, ImmutableArray<AccuracyPoint> Points)
{
    /// <summary>
    /// Robust accuracy against ε: a curve for every variant and every attack that was run at several ε; the first point is the clean
    /// accuracy, at ε = 0. Empty where no attack was.
    /// </summary>
    public static ImmutableArray<AccuracyCurve> AgainstEpsilon(RobustnessReport report) =>
    [
        .. from attacks in SweptTogether(report)
           from variant in report.Variants
           select new AccuracyCurve(
               variant,
               NameOf(report, attacks),
               [
                   PointOf(report, variant, 0, RobustnessReport.CleanId),
                   .. attacks.OrderBy(static attack => attack.Epsilon)
                       .Select(attack => PointOf(report, variant, attack.Epsilon, attack.Id)),
               ]),
    ];

    /// <summary>
    /// Robust accuracy against the number of steps: a curve for every variant and every family of attacks that was run with several
    /// numbers of steps at the threat model's ε. Empty where no family was.
    /// </summary>
    public static ImmutableArray<AccuracyCurve> AgainstSteps(RobustnessReport report) =>
    [
        .. from family in report.MainAttacks.GroupBy(static attack => (attack.Family, attack.Restarts, attack.GradientDraws))
           let attacks = family.DistinctBy(static attack => attack.Steps).OrderBy(static attack => attack.Steps).ToList()
           where attacks.Count > 1
           from variant in report.Variants
           select new AccuracyCurve(
               variant,
               family.Key.Family,
               [.. attacks.Select(attack => PointOf(report, variant, attack.Steps, attack.Id))]),
    ];

    /// <summary>Attacks that differ in ε alone, at least two.</summary>
    private static IEnumerable<List<AttackInfo>> SweptTogether(RobustnessReport report) => report.Attacks
        .GroupBy(static attack => (attack.Family, attack.Steps, attack.Restarts, attack.GradientDraws, attack.Knowledge))
        .Select(static group => group.DistinctBy(static attack => attack.Epsilon).ToList())
        .Where(static group => group.Count > 1);

    private static string NameOf(RobustnessReport report, List<AttackInfo> attacks)
    {
        var main = attacks.Find(attack => report.ThreatModel.IsOf(attack.Epsilon)) ?? attacks[0];
        var end = main.DisplayName.IndexOf(" at ", StringComparison.Ordinal);
        return end < 0 ? main.DisplayName : main.DisplayName[..end];
    }

    private static AccuracyPoint PointOf(RobustnessReport report, VariantInfo variant, double x, string attackId) =>
        new(x, attackId, ImageVerdicts.FromOutcome(report.OutcomeOf(variant.Id, attackId)));
}
