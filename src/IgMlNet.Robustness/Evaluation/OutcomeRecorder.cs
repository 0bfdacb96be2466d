using System.Collections.Immutable;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Robustness.Evaluation;

/// <summary>Collects the outcome of one variant under one attack, block by block.</summary>
internal sealed class OutcomeRecorder(string variantId, string attackId, int draws, int images)
{
    private readonly byte[] _correct = new byte[images];
    private readonly float[] _margins = new float[images];
    private double _largestDistance;
    private long _forwardPasses;
    private long _gradientPasses;
    private double _seconds;

    public void Record(int start, ReadOnlySpan<byte> correct, ReadOnlySpan<float> margins)
    {
        correct.CopyTo(_correct.AsSpan(start));
        margins.CopyTo(_margins.AsSpan(start));
    }

    public void Charge(long forwardPasses, long gradientPasses, double largestDistance, double seconds)
    {
        _forwardPasses += forwardPasses;
        _gradientPasses += gradientPasses;
        _largestDistance = Math.Max(_largestDistance, largestDistance);
        _seconds += seconds;
    }

    public AttackOutcome ToOutcome() => new()
    {
        VariantId = variantId,
        AttackId = attackId,
        Draws = draws,
        CorrectDraws = ImmutableArray.Create(_correct),
        Margins = ImmutableArray.Create(_margins),
        LargestDistance = _largestDistance,
        ForwardPasses = _forwardPasses,
        GradientPasses = _gradientPasses,
        Seconds = _seconds,
    };
}
