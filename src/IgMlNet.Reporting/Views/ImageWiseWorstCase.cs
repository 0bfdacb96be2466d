using System.Collections.Immutable;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Views;

/// <summary>
/// The image-wise worst case over all attacks on a variant within the threat model (IW-WC), the unattacked image included: for
/// every image the candidate that an attacker with all attacks at hand would send.
/// <para>
/// For a deterministic variant that is any candidate that is misclassified. For a randomized one it is the candidate that is misclassified
/// in most <i>selection</i> draws, and among those the one with the largest margin on them (on a tie the one with fewer correct draws),
/// judged on its <i>verdict</i> draws: choosing by the verdicts themselves would count bad luck as robustness lost.
/// </para>
/// </summary>
public sealed class ImageWiseWorstCase
{
    private ImageWiseWorstCase(
        string variantId, ImmutableArray<string> attackIds, ImageVerdicts verdicts, ImageVerdicts anyAttackVerdicts)
    {
        VariantId = variantId;
        AttackIds = attackIds;
        Verdicts = verdicts;
        AnyAttackVerdicts = anyAttackVerdicts;
    }

    /// <summary>The variant.</summary>
    public string VariantId { get; }

    /// <summary>For every image the id of the attack whose candidate decides; the earliest listed among equals.</summary>
    public ImmutableArray<string> AttackIds { get; }

    /// <summary>The verdicts on the deciding candidates.</summary>
    public ImageVerdicts Verdicts { get; }

    /// <summary>
    /// The worst case as the paper counts it: in a draw an image is broken where any attack breaks its own draw. For a randomized variant it
    /// is lower than <see cref="Verdicts"/> and falls with every attack added, since each is one more try; for a deterministic one it is
    /// the same.
    /// </summary>
    public ImageVerdicts AnyAttackVerdicts { get; }

    /// <summary>The worst case of a variant.</summary>
    /// <exception cref="ArgumentException">The report has no such variant.</exception>
    public static ImageWiseWorstCase FromReport(RobustnessReport report, string variantId)
    {
        var outcomes = report.AttacksWithin.Select(static attack => attack.Id).Prepend(RobustnessReport.CleanId)
            .Select(attack => report.OutcomeOf(variantId, attack)).ToList();
        var byVerdict = !report.VariantOf(variantId).Randomized;

        // Where one outcome does not tell them, misses are compared between none.
        var byMisses = outcomes.TrueForAll(static outcome => outcome.SelectionMisses.Length > 0);
        var deciding = new AttackOutcome[report.Labels.Length];
        for (var i = 0; i < deciding.Length; i++)
        {
            deciding[i] = outcomes[0];
            foreach (var outcome in outcomes)
            {
                if (byVerdict ? IsWorseByVerdict(outcome, deciding[i], i) : IsWorseBySelection(outcome, deciding[i], i, byMisses))
                    deciding[i] = outcome;
            }
        }

        var verdicts = new ImageVerdicts(outcomes[0].Draws, [.. deciding.Select(static (o, i) => o.CorrectDraws[i])]);
        return new ImageWiseWorstCase(variantId, [.. deciding.Select(static o => o.AttackId)], verdicts, AnyAttack(outcomes));
    }

    private static ImageVerdicts AnyAttack(List<AttackOutcome> outcomes)
    {
        var draws = outcomes[0].Draws;
        return new ImageVerdicts(
            draws,
            [
                .. Enumerable.Range(0, outcomes[0].Margins.Length).Select(image => (byte)Enumerable.Range(0, draws)
                    .Count(draw => outcomes.All(outcome => outcome.Verdicts.IsCorrect(image, draw)))),
            ]);
    }

    private static bool IsWorseByVerdict(AttackOutcome one, AttackOutcome other, int image) =>
        (other.CorrectDraws[image], one.Margins[image]).CompareTo((one.CorrectDraws[image], other.Margins[image])) > 0;

    private static bool IsWorseBySelection(AttackOutcome one, AttackOutcome other, int image, bool byMisses)
    {
        if (byMisses && one.SelectionMisses[image] != other.SelectionMisses[image])
            return one.SelectionMisses[image] > other.SelectionMisses[image];
        var (margin, otherMargin) = (one.Margins[image], other.Margins[image]);
        return margin > otherMargin || (margin == otherMargin && one.CorrectDraws[image] < other.CorrectDraws[image]);
    }
}
