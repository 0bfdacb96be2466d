using IgMlNet.Robustness.Randomness;
using IgMlNet.Scoring;

namespace IgMlNet.NoiseSources;

/// <summary>Noise from a seed that is saved with the model, and the row's pixels.</summary>
internal sealed class SeededNoise(RandomSeed seed) : ScoringNoise, INoiseSupply
{
    public RandomSeed Seed => seed;

    internal override INoiseSupply Open() => this;

    public RandomStreams Streams(ReadOnlySpan<float> unitPixels, int rows)
    {
        var (ids, size) = (new long[rows], unitPixels.Length / Math.Max(rows, 1));
        for (var row = 0; row < rows; row++)
            ids[row] = Pixels.Identify(unitPixels.Slice(row * size, size));
        return new RandomStreams(seed, ids);
    }
}
