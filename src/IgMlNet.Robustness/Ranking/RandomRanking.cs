using IgMlNet.Robustness.Randomness;

namespace IgMlNet.Robustness.Ranking;

/// <summary>
/// Scores drawn at random for every class: the control that shows what masking alone does. It looks at no probe image.
/// </summary>
/// <remarks>Paper: Kulkarni &amp; Weng (ECCV 2024), Table 6, rows 4 and 5.</remarks>
public sealed class RandomRanking : RankingMethod
{
    private readonly RandomSeed _seed;

    /// <summary>A random ranking.</summary>
    /// <param name="seed">What the scores depend on, besides neuron and class.</param>
    public RandomRanking(RandomSeed seed) => _seed = seed;

    /// <inheritdoc/>
    public override string Id => "random";

    /// <inheritdoc/>
    public override string DisplayName => "Random";

    private protected override bool UsesProbeImages => false;

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
