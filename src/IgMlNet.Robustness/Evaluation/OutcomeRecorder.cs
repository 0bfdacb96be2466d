using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>Collects the outcome of one variant under one attack, block by block.</summary>
/// <param name="variantId">The variant.</param>
/// <param name="attackId">The attack, or none.</param>
/// <param name="stages">The attacks of an ensemble, in their order; empty for a single attack.</param>
/// <param name="draws">Verdict draws.</param>
/// <param name="images">Images of the whole evaluation.</param>
internal sealed class OutcomeRecorder(
    string variantId, string attackId, IReadOnlyList<Attack> stages, int draws, int images)
{
    private readonly byte[] _correct = new byte[images];
    private readonly float[] _margins = new float[images];
    private readonly string?[] _brokenBy = new string?[images];
    private readonly List<BlockCharge> _charges = [];

    public void Record(int start, ReadOnlySpan<byte> correct, ReadOnlySpan<float> margins)
    {
        correct.CopyTo(_correct.AsSpan(start));
        margins.CopyTo(_margins.AsSpan(start));
    }

    /// <summary>Puts an image that is misclassified in every draw down to the attack of the ensemble that found it.</summary>
    public void Credit(int image, string stageId) => _brokenBy[image] = stageId;

    public void Charge(BlockCharge charge) => _charges.Add(charge);

    /// <summary>The outcome on the images done so far, the first of the evaluation.</summary>
    public AttackOutcome ToOutcome(int done)
    {
        var charges = _charges.Where(charge => charge.Start < done).ToList();
        return new AttackOutcome
        {
            VariantId = variantId,
            AttackId = attackId,
            Draws = draws,
            CorrectDraws = [.. _correct.AsSpan(0, done)],
            Margins = [.. _margins.AsSpan(0, done)],
            LargestDistance = charges.Select(charge => charge.LargestDistance).DefaultIfEmpty().Max(),
            ForwardPasses = charges.Sum(charge => charge.ForwardPasses),
            GradientPasses = charges.Sum(charge => charge.GradientPasses),
            Stages =
            [
                .. stages.Select(stage => new StageOutcome
                {
                    AttackId = stage.Id,
                    DisplayName = stage.DisplayName,
                    Knowledge = stage.Knowledge,
                    Broken = _brokenBy.AsSpan(0, done).Count(stage.Id),
                }),
            ],
            Seconds = charges.Sum(charge => charge.Seconds),
        };
    }
}
