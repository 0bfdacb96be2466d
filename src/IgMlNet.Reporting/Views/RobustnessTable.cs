using System.Collections.Immutable;
using System.Globalization;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Views;

/// <summary>
/// The table of an evaluation: variants down; clean, every attack at the threat model's ε, worst case and, where it was
/// measured, inference cost across. Neutral to where it is shown: Markdown and the console render the same texts, so numbers
/// are rounded in one place.
/// </summary>
public sealed record RobustnessTable
{
    private RobustnessTable()
    {
    }

    private const string AnyAttackTitle = "worst case (any draw)";

    /// <summary>
    /// The columns' titles: variant, clean, the attacks, worst case, the worst case as the paper counts it where a variant is randomized, and
    /// cost where it is known.
    /// </summary>
    public required ImmutableArray<string> Columns { get; init; }

    /// <summary>One row for every variant, in the order of the report.</summary>
    public required ImmutableArray<TableRow> Rows { get; init; }

    /// <summary>What the reader must know about the numbers, a sentence or two each.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>The table of a report.</summary>
    public static RobustnessTable FromReport(RobustnessReport report)
    {
        var attacks = report.MainAttacks.Select(static attack => attack.Id).Prepend(RobustnessReport.CleanId).ToList();
        var verdicts = report.Variants.ToDictionary(
            static variant => variant.Id, variant => VerdictsOf(report, variant, attacks), StringComparer.Ordinal);
        var trust = ReportTrust.Assess(report);
        var changes = VariantVerdict.FromReport(report)
            .ToDictionary(static v => v.Variant.Id, static v => v.Change, StringComparer.Ordinal);
        var believed = report.Variants.Where(variant => !trust.Blocks(variant.Id)).ToList();
        return new RobustnessTable
        {
            Columns =
            [
                "variant", "clean", .. report.MainAttacks.Select(static a => a.DisplayName), "worst case",
                .. HasRandomized(report) ? [AnyAttackTitle] : (string[])[],
                .. HasCosts(report) ? ["cost"] : (string[])[],
            ],
            Rows = [.. report.Variants.Select(RowOf)],
            Notes = [.. NotesOf(report)],
        };

        TableRow RowOf(VariantInfo variant)
        {
            var isBase = variant.Id == report.BaseVariantId;
            var isWithheld = trust.Blocks(variant.Id);
            var cells = verdicts[variant.Id].Select((verdict, column) => new TableCell
            {
                Value = Format.Accuracy(verdict.Accuracy),
                Gain = isBase ? null : Format.Gain(verdict.Accuracy - verdicts[report.BaseVariantId][column].Accuracy),
                Interval = Format.AccuracyInterval(verdict.Interval),
                Emphasis = isWithheld ? CellEmphasis.Withheld
                    : IsBest(variant, column) ? CellEmphasis.Best
                    : CellEmphasis.None,
                Change = column == attacks.Count && changes.TryGetValue(variant.Id, out var change) ? change : null,
            });
            return new TableRow(variant, [.. cells, .. HasCosts(report) ? [CostOf(report, variant)] : (TableCell[])[]]);
        }

        // Under attack an upper bound is best of nothing, whatever its number; without attack it counts as any other.
        bool IsBest(VariantInfo variant, int column)
        {
            var candidates = believed.Where(other => column == 0 || changes.GetValueOrDefault(other.Id) != Change.UpperBound).ToList();
            return candidates.Count > 1 && candidates.Contains(variant)
                && candidates.TrueForAll(other => verdicts[other.Id][column].Accuracy <= verdicts[variant.Id][column].Accuracy);
        }
    }

    /// <summary>Clean, under each attack, in the worst case and, where a variant is randomized, in the worst case as the paper counts it.</summary>
    private static List<ImageVerdicts> VerdictsOf(RobustnessReport report, VariantInfo variant, IEnumerable<string> attacks)
    {
        var worstCase = ImageWiseWorstCase.FromReport(report, variant.Id);
        return
        [
            .. attacks.Select(attack => ImageVerdicts.FromOutcome(report.OutcomeOf(variant.Id, attack))),
            worstCase.Verdicts,
            .. HasRandomized(report) ? [worstCase.AnyAttackVerdicts] : (ImageVerdicts[])[],
        ];
    }

    private static bool HasRandomized(RobustnessReport report) => report.Variants.Any(static variant => variant.Randomized);

    private static bool HasCosts(RobustnessReport report) => report.Timings is { Costs.IsEmpty: false };

    private static TableCell CostOf(RobustnessReport report, VariantInfo variant) =>
        report.Timings?.CostOf(variant.Id) is not { } cost ? new TableCell { Value = "–" } : new TableCell
        {
            Value = Format.Cost(cost.Median),
            Interval = cost.Repetitions > 1 ? $"[{Format.Cost(cost.Min)}, {Format.Cost(cost.Max)}]" : null,
        };

    /// <summary>Of every set of missing attacks what was run and which gains it leaves unproven.</summary>
    private static IEnumerable<string> EvidenceNotes(RobustnessReport report) =>
        from verdict in VariantVerdict.FromReport(report)
        where verdict.Change == Change.UpperBound
        group verdict by verdict.Evidence.MissingText into unproven
        select $"Unproven ({string.Join(", ", unproven.Select(static verdict => verdict.Variant.DisplayName))}): "
            + $"{unproven.First().Evidence.UpperBoundText}. Missing: {unproven.Key}.";

    private static IEnumerable<string> NotesOf(RobustnessReport report)
    {
        var (threat, baseName) = (report.ThreatModel, report.VariantOf(report.BaseVariantId).DisplayName);
        yield return $"Accuracy on {Format.Count(report.Labels.Length)} images under {threat.Norm} attacks with ε = "
            + $"{threat.EpsilonText}, gain over {baseName} in points, 95 % Wilson interval. "
            + "Worst case: every image counts with the attack that does most harm to it.";
        foreach (var note in EvidenceNotes(report))
            yield return note;
        var draws = report.Outcomes.Where(static o => o.Draws > 1).Select(static o => o.Draws).Distinct().Order().ToList();
        if (draws.Count > 0)
        {
            var numbers = string.Join(", ", draws.Select(static n => n.ToString(CultureInfo.InvariantCulture)));
            yield return $"Randomized variants: mean over {numbers} independent draws per image; their intervals count images, "
                + "not draws, and so are conservative.";
        }

        if (HasRandomized(report))
        {
            yield return "Worst case of a randomized variant: the attacker sends one image, chosen on other draws, and the mean over draws "
                + $"counts. {char.ToUpperInvariant(AnyAttackTitle[0])}{AnyAttackTitle[1..]}, as the paper counts: the attacker sends the "
                + "images of all attacks, and one misclassified draw of any breaks the image; each attack added lowers it.";
        }

        foreach (var masks in report.Variants.Where(static v => v.MaskHash is not null).GroupBy(static v => (v.MaskHash, v.Layer)))
        {
            var rankings = masks.GroupBy(static v => v.Ranking, StringComparer.Ordinal).Select(static same => same.First()).ToList();
            if (rankings.Count > 1)
                yield return $"{string.Join(" and ", rankings.Select(static v => v.DisplayName))} keep the same neurons for every class.";
        }

        if (HasCosts(report))
            yield return "Cost: time of a prediction as a multiple of one forward pass of the base model, median and range.";
        if (!ReportTrust.Assess(report).Findings.IsEmpty)
            yield return "Numbers struck out should not be believed: see the checks.";
    }
}
