using System.Collections.Immutable;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Views;

/// <summary>
/// The image-wise worst case over all attacks on a variant within the threat model (IW-WC), the unattacked image included: for
/// every image the candidate that an attacker with all attacks at hand would send.
/// <para>
/// For a deterministic variant that is any candidate that is misclassified. For a randomized one it is the candidate with the
/// largest margin on the <i>selection</i> draws (on a tie the one with fewer correct draws), judged on its <i>verdict</i> draws:
/// choosing by the verdicts themselves would count bad luck as robustness lost.
/// </para>
/// </summary>
public sealed class ImageWiseWorstCase
{
    private ImageWiseWorstCase(string variantId, ImmutableArray<string> attackIds, ImageVerdicts verdicts)
    {
        VariantId = variantId;
        AttackIds = attackIds;
        Verdicts = verdicts;
    }

    /// <summary>The variant.</summary>
    public string VariantId { get; }

    /// <summary>For every image the id of the attack whose candidate decides; the earliest listed among equals.</summary>
    public ImmutableArray<string> AttackIds { get; }

    /// <summary>The verdicts on the deciding candidates.</summary>
    public ImageVerdicts Verdicts { get; }

    /// <summary>The worst case of a variant.</summary>
    /// <exception cref="ArgumentException">The report has no such variant.</exception>
    public static ImageWiseWorstCase FromReport(RobustnessReport report, string variantId)
    {
        var outcomes = report.AttacksWithin.Select(static attack => attack.Id).Prepend(RobustnessReport.CleanId)
            .Select(attack => report.OutcomeOf(variantId, attack)).ToList();
        var byVerdict = !report.VariantOf(variantId).Randomized;
        var deciding = new AttackOutcome[report.Labels.Length];
        for (var i = 0; i < deciding.Length; i++)
        {
            deciding[i] = outcomes[0];
            foreach (var outcome in outcomes)
            {
                if (IsWorse(outcome, deciding[i], i, byVerdict))
                    deciding[i] = outcome;
            }
        }

        var verdicts = new ImageVerdicts(outcomes[0].Draws, [.. deciding.Select(static (o, i) => o.CorrectDraws[i])]);
        return new ImageWiseWorstCase(variantId, [.. deciding.Select(static o => o.AttackId)], verdicts);
    }

    private static bool IsWorse(AttackOutcome one, AttackOutcome other, int image, bool byVerdict)
    {
        var (fewer, more) = (one.CorrectDraws[image], other.CorrectDraws[image]);
        var (margin, otherMargin) = (one.Margins[image], other.Margins[image]);
        return byVerdict
            ? fewer < more || (fewer == more && margin > otherMargin)
            : margin > otherMargin || (margin == otherMargin && fewer < more);
    }
}
