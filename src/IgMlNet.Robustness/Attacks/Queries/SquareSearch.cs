using IgMlNet.Robustness.Attacks.BlackBox;

namespace IgMlNet.Robustness.Attacks.Queries;

/// <summary>The Square Attack on one image.</summary>
internal sealed class SquareSearch(
    SquareMoves moves, SquareOptions options, AttackGoal goal, Random random, ReadOnlyMemory<float> image) : ImageSearch
{
    /// <summary>Of 10,000 turns, those after which the share of pixels is halved: the paper's Sec. 4.</summary>
    private static readonly int[] Halvings = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000];

    private readonly float[] _best = image.ToArray();
    private float _bestLoss = float.NegativeInfinity;
    private bool _done;
    private int _turn;

    public override ReadOnlySpan<float> Best => _best;

    public override bool Propose(Span<float> candidate)
    {
        if (_turn == 0)
        {
            moves.Start(image.Span, candidate, random);
            _turn++;
            return true;
        }

        while (!_done && _turn < options.Queries)
        {
            if (moves.TryNext(image.Span, _best, candidate, Share(_turn++ - 1), random))
                return true;
        }

        return false;
    }

    public override void Learn(ReadOnlySpan<float> candidate, float loss, bool misclassified)
    {
        _done = misclassified && goal == AttackGoal.Misclassification;
        if (!_done && !(loss > _bestLoss))
            return;
        _bestLoss = loss;
        candidate.CopyTo(_best);
    }

    /// <summary>The share of the image's pixels in a turn's square.</summary>
    private double Share(int turn)
    {
        var scheduled = options.Schedule == SquareSchedule.Stretched ? turn * 10_000L / options.Queries : turn;
        return options.FirstShare / (1 << Halvings.Count(after => scheduled > after));
    }
}
