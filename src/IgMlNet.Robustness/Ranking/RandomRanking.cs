using IgMlNet.Robustness.Randomness;

namespace IgMlNet.Robustness.Ranking;

/// <summary>
/// Scores drawn at random for every class: the control that shows what masking does without knowledge. It needs no probe images.
/// </summary>
/// <remarks>
/// Paper: Kulkarni &amp; Weng (ECCV 2024), Table 6, rows 4 and 5. The paper's words, "Random-50", can be read in two ways:
/// <see cref="Keeping"/> keeps k random neurons per class, as the other rankings keep their top k. The official code zeroes the k
/// neurons that it draws, which is <see cref="Dropping"/>.
/// </remarks>
public sealed class RandomRanking : RankingMethod
{
    private readonly RandomSeed _seed;
    private readonly bool _drops;

    private RandomRanking(RandomSeed seed, bool drops) => (_seed, _drops) = (seed, drops);

    /// <summary>The control that keeps k random neurons per class.</summary>
    /// <param name="seed">The seed of the scores.</param>
    public static RandomRanking Keeping(RandomSeed seed) => new(seed, drops: false);

    /// <summary>The control that zeroes k random neurons per class and keeps the others, at least one.</summary>
    /// <param name="seed">The seed of the scores.</param>
    public static RandomRanking Dropping(RandomSeed seed) => new(seed, drops: true);

    /// <inheritdoc/>
    public override string Id => _drops ? "random-drop" : "random";

    /// <inheritdoc/>
    public override string DisplayName => _drops ? "Random drop" : "Random";

    /// <inheritdoc/>
    public override bool IsControl => true;

    private protected override bool UsesProbeImages => false;

    /// <inheritdoc/>
    public override RankingMethod WithSeed(RandomSeed seed) => new RandomRanking(seed, _drops);

    /// <inheritdoc/>
    public override int KeptNeurons(int k, int neuronCount) => _drops ? Math.Max(1, neuronCount - k) : k;

    private protected override RankingScores Score(RankingTask task)
    {
        var scores = new float[task.Layer.NeuronCount * task.Classifier.ClassCount];
        var seed = _seed.For(Id).For(task.Layer.Name);
        for (var i = 0; i < scores.Length; i++)
            scores[i] = seed.For(i).Value / (float)ulong.MaxValue;
        task.Progress?.Report(1);
        return new RankingScores(scores);
    }
}
