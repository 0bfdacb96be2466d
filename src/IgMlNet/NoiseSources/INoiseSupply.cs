using IgMlNet.Robustness.Randomness;

namespace IgMlNet.NoiseSources;

/// <summary>Opens streams of noise for the batches of one scorer. Any number of threads may do so at once.</summary>
internal interface INoiseSupply
{
    /// <summary>Takes the key, where the noise has one.</summary>
    /// <returns>Whether the noise has a key.</returns>
    bool Use(NoiseKey key) => false;

    /// <summary>Opens a stream for every row; the caller disposes of them.</summary>
    /// <param name="unitPixels">The pixels of all rows, in [0,1].</param>
    /// <param name="rows">The number of rows.</param>
    /// <exception cref="InvalidOperationException">The noise has a key, and none was given.</exception>
    RandomStreams Streams(ReadOnlySpan<float> unitPixels, int rows);
}
