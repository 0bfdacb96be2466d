using System.Collections.Immutable;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Statistics;

namespace IgMlNet.Reporting.Views;

/// <summary>
/// Two evaluations on the same images, variant by variant and attack by attack. Where images, threat model or attack differ, or the
/// numbers should not be believed, nothing is compared.
/// </summary>
public sealed class ReportComparison
{
    /// <summary>The attack id of the worst case over the attacks that both have.</summary>
    public const string WorstCaseId = "worst-case";

    private ReportComparison(RobustnessReport first, RobustnessReport second, ImmutableArray<ComparedCell> cells) =>
        (First, Second, Cells) = (first, second, cells);

    /// <summary>What is compared with.</summary>
    public RobustnessReport First { get; }

    /// <summary>What is compared.</summary>
    public RobustnessReport Second { get; }

    /// <summary>One cell for every variant of the second under every one of its attacks, as it is, and in the worst case.</summary>
    public ImmutableArray<ComparedCell> Cells { get; }

    /// <summary>The result in a line: how many worst cases are better, worse, unchanged and not comparable.</summary>
    public string Summary
    {
        get
        {
            var worst = Cells.Where(static cell => cell.IsWorstCase).ToList();
            var words = new[] { Change.Worse, Change.Better, Change.UpperBound, Change.NotSignificant, Change.NotComparable }
                .Select(change => (change, count: worst.Count(cell => cell.Change == change)))
                .Where(static entry => entry.count > 0)
                .Select(static entry => $"{Format.Count(entry.count)} {Format.Word(entry.change)}");
            return $"Worst case of {Format.Count(worst.Count)} variants: {string.Join(", ", words)}.";
        }
    }

    /// <summary>Compares.</summary>
    public static ReportComparison Between(RobustnessReport first, RobustnessReport second)
    {
        var reason = Reason(first, second);
        var cells = second.Variants.SelectMany(variant => Row(first, second, variant, reason)).ToList();
        var tested = cells.Where(static cell => cell.Comparison is not null).ToList();
        var (twins, otherTwins) = (VariantTwins.FromReport(second), VariantTwins.FromReport(first));
        var adjusted = HolmAdjustment.Adjust(
        [
            .. tested.Select(cell => (
                (twins.FirstOf(cell.Variant.Id), otherTwins.FirstOf(cell.Variant.Id), cell.AttackId), cell.Comparison!.PValue)),
        ]);
        var pValues = tested.Zip(adjusted).ToDictionary(static pair => pair.First, static pair => pair.Second);
        return new ReportComparison(first, second, [.. cells.Select(cell => cell.Comparison is not { } comparison ? cell : cell with
        {
            AdjustedPValue = pValues[cell],
            Change = VariantVerdict.Of(comparison, pValues[cell], cell.Evidence),
        })]);
    }

    /// <summary>Why nothing of the two can be compared; null where it can.</summary>
    private static string? Reason(RobustnessReport first, RobustnessReport second) =>
        first.Dataset.ContentHash != second.Dataset.ContentHash || !first.Labels.AsSpan().SequenceEqual(second.Labels.AsSpan())
            ? "the images differ"
        : first.ThreatModel.Norm != second.ThreatModel.Norm ? "the norms differ"
        : !first.ThreatModel.IsOf(second.ThreatModel.Epsilon) ? "the budgets ε differ"
        : first.AttackedImages != second.AttackedImages ? "the attacks met different images"
        : first.Provenance.ToolVersion != second.Provenance.ToolVersion ? "they were evaluated by different versions"
        : null;

    private static IEnumerable<ComparedCell> Row(
        RobustnessReport first, RobustnessReport second, VariantInfo variant, string? reason)
    {
        if (first.Variants.All(other => other.Id != variant.Id))
            reason ??= "the base has no such variant";
        else if (first.VariantOf(variant.Id).Randomized != variant.Randomized)
            reason ??= "one of them is randomized";
        else if (ReportTrust.Assess(first).Blocks(variant.Id) || ReportTrust.Assess(second).Blocks(variant.Id))
            reason ??= "a check says that its numbers should not be believed";
        yield return Cell(RobustnessReport.CleanId, reason);
        foreach (var attack in second.Attacks)
            yield return Cell(attack.Id, reason ?? AttackReason(first, attack));
        var attacks = second.AttacksWithin.ToList();
        var worstReason = reason ?? (first.AttacksWithin.Count() != attacks.Count ? "the attacks differ"
            : attacks.Select(attack => AttackReason(first, attack)).FirstOrDefault(static problem => problem is not null));
        yield return worstReason is not null ? new ComparedCell(variant, WorstCaseId) { Reason = worstReason } : new ComparedCell(variant, WorstCaseId)
        {
            Comparison = PairedComparison.Between(
                ImageWiseWorstCase.FromReport(first, variant.Id).Verdicts, ImageWiseWorstCase.FromReport(second, variant.Id).Verdicts),
            First = ImageWiseWorstCase.FromReport(first, variant.Id).Verdicts,
            Second = ImageWiseWorstCase.FromReport(second, variant.Id).Verdicts,
            Evidence = AttackEvidence.FromReport(second, variant),
        };

        ComparedCell Cell(string attackId, string? problem)
        {
            if (problem is not null)
                return new ComparedCell(variant, attackId) { Reason = problem };
            var (one, other) = (
                ImageVerdicts.FromOutcome(first.OutcomeOf(variant.Id, attackId)), ImageVerdicts.FromOutcome(second.OutcomeOf(variant.Id, attackId)));
            return new ComparedCell(variant, attackId)
            {
                Comparison = PairedComparison.Between(one, other),
                First = one,
                Second = other,
                Evidence = attackId == RobustnessReport.CleanId ? null : AttackEvidence.FromReport(second, variant),
            };
        }
    }

    private static string? AttackReason(RobustnessReport first, AttackInfo attack) =>
        first.Attacks.FirstOrDefault(other => other.Id == attack.Id) is not { } same ? "the base has no such attack"
        : same != attack ? "the attacks of this name differ"
        : null;
}
