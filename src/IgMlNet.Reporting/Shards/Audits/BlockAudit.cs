using System.Text.Json;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Shards.Audits;

/// <summary>A block of a claim next to the same block computed again.</summary>
/// <param name="Block">Which block, from 0.</param>
/// <param name="Verdicts">The verdicts in it, over all variants, attacks, images and draws.</param>
/// <param name="Differing">How many of them differ.</param>
/// <param name="LargestMargin">The largest margin, claimed or computed again, of an image whose verdict differs; 0 where none does.</param>
/// <param name="IsEqual">Whether all outcomes are equal, byte for byte.</param>
public sealed record BlockAudit(int Block, long Verdicts, long Differing, double LargestMargin, bool IsEqual)
{
    /// <summary>Compares two records of a block. Wall times are not compared.</summary>
    /// <param name="claimed">The claimed record.</param>
    /// <param name="computed">The record of the auditor.</param>
    /// <exception cref="ArgumentException">They are of different blocks, variants, attacks, images or draws.</exception>
    public static BlockAudit Compare(BlockRecord claimed, BlockRecord computed)
    {
        ArgumentNullException.ThrowIfNull(claimed);
        ArgumentNullException.ThrowIfNull(computed);
        if (claimed.Block != computed.Block || claimed.Outcomes.Length != computed.Outcomes.Length || claimed.Outcomes.Zip(computed.Outcomes).Any(static pair =>
            (pair.First.VariantId, pair.First.AttackId, pair.First.Draws, pair.First.Verdicts.Images)
                != (pair.Second.VariantId, pair.Second.AttackId, pair.Second.Draws, pair.Second.Verdicts.Images)))
        {
            throw new ArgumentException("Expected two records of one block of one evaluation.", nameof(computed));
        }

        var (verdicts, differing, largest, isEqual) = (0L, 0L, 0.0, true);
        foreach (var (one, other) in claimed.Outcomes.Zip(computed.Outcomes))
        {
            verdicts += (long)one.Draws * one.Verdicts.Images;
            isEqual &= Bytes(one).AsSpan().SequenceEqual(Bytes(other));
            for (var image = 0; image < one.Verdicts.Images; image++)
            {
                var differ = Enumerable.Range(0, one.Draws).Count(draw => one.Verdicts.IsCorrect(image, draw) != other.Verdicts.IsCorrect(image, draw));
                if (differ == 0)
                    continue;
                differing += differ;
                largest = Math.Max(largest, Math.Max(Math.Abs(one.Margins[image]), Math.Abs(other.Margins[image])));
            }
        }

        return new BlockAudit(claimed.Block, verdicts, differing, largest, isEqual);
    }

    /// <summary>What the drawn blocks say of the claim.</summary>
    /// <param name="blocks">At least one.</param>
    /// <param name="tolerance">How far they may differ.</param>
    /// <exception cref="ArgumentException">There is no block.</exception>
    public static AuditOutcome Conclude(IReadOnlyList<BlockAudit> blocks, AuditTolerance tolerance)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(tolerance);
        if (blocks.Count == 0)
            throw new ArgumentException("Expected at least one block.", nameof(blocks));
        if (blocks.All(static block => block.IsEqual))
            return AuditOutcome.Equal;
        return blocks.Sum(static block => block.Differing) <= tolerance.Share * blocks.Sum(static block => block.Verdicts)
            && blocks.All(block => block.LargestMargin <= tolerance.Margin)
                ? AuditOutcome.WithinTolerance
                : AuditOutcome.Refuted;
    }

    /// <summary>
    /// The probability that a draw finds a forged block: 1 − C(honest, drawn) / C(all, drawn). Three of ten blocks find one of three
    /// forged ones with 71 %.
    /// </summary>
    /// <param name="all">The blocks of the evaluation.</param>
    /// <param name="forged">The forged ones among them.</param>
    /// <param name="drawn">The blocks that are drawn.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or larger than all blocks.</exception>
    public static double DetectionProbability(int all, int forged, int drawn)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(forged);
        ArgumentOutOfRangeException.ThrowIfNegative(drawn);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(forged, all);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(drawn, all);
        var missed = Enumerable.Range(0, drawn).Aggregate(1.0, (product, i) => product * Math.Max(0, all - forged - i) / (all - i));
        return 1 - missed;
    }

    private static byte[] Bytes(AttackOutcome outcome) => JsonSerializer.SerializeToUtf8Bytes(outcome, ReportJsonContext.OneLine.AttackOutcome);
}
