using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Robustness.Attacks;

namespace IgMlNet.Robustness.Evaluation.Blocks;

/// <summary>What has become of a variant's images of one block so far, image by image.</summary>
/// <param name="Correct">For every verdict draw which images are classified correctly.</param>
/// <param name="Selection">How each image fares on the selection draws.</param>
internal sealed record BlockVerdicts(bool[][] Correct, Selection Selection)
{
    /// <summary>Images that some draw classifies correctly.</summary>
    public int[] Standing => [.. Enumerable.Range(0, Selection.Margins.Length).Where(image => Correct.Any(draw => draw[image]))];

    /// <summary>The same to be changed.</summary>
    public BlockVerdicts Copy() => new([.. Correct.Select(draw => (bool[])draw.Clone())], Selection.Copy());
}

/// <summary>An outcome in the making: one variant under one attack on one block.</summary>
/// <param name="VariantId">The variant.</param>
/// <param name="AttackId">The attack, or none.</param>
/// <param name="Verdicts">What came out.</param>
internal sealed record BlockOutcome(string VariantId, string AttackId, BlockVerdicts Verdicts)
{
    /// <summary>Whether the variant is randomized; of a deterministic one the verdict tells what the selection would.</summary>
    public required bool IsRandomized { get; init; }

    public double LargestDistance { get; init; }

    public long ForwardPasses { get; init; }

    public long GradientPasses { get; init; }

    /// <summary>Wall time.</summary>
    public double Seconds { get; init; }

    /// <summary>The attacks of an ensemble, in their order; empty for a single attack.</summary>
    public IReadOnlyList<Attack> Members { get; init; } = [];

    /// <summary>The members that found the images that are misclassified in every draw, once for each image.</summary>
    public IReadOnlyList<string> BrokenBy { get; init; } = [];

    /// <summary>What another variant, which computes the same, has of it without any work.</summary>
    public BlockOutcome For(Variant variant) => this with { VariantId = variant.Id, Seconds = 0 };

    public AttackOutcome ToOutcome() => new()
    {
        VariantId = VariantId,
        AttackId = AttackId,
        Verdicts = VerdictBits.Pack(Verdicts.Correct),
        Margins = [.. Verdicts.Selection.Margins],
        SelectionMisses = IsRandomized ? [.. Verdicts.Selection.Misses] : [],
        LargestDistance = LargestDistance,
        ForwardPasses = ForwardPasses,
        GradientPasses = GradientPasses,
        Members =
        [
            .. Members.Select(member => new MemberOutcome
            {
                AttackId = member.Id,
                DisplayName = member.DisplayName,
                Knowledge = member.Knowledge,
                Broken = BrokenBy.Count(id => id == member.Id),
            }),
        ],
    };
}
