using System.Buffers.Binary;
using System.Security.Cryptography;
using IgMlNet.Robustness.Randomness;

namespace IgMlNet.NoiseSources;

/// <summary>New noise for every batch, seeded by the operating system.</summary>
internal sealed class FreshNoise : ScoringNoise, INoiseSupply
{
    internal override INoiseSupply Open() => this;

    public RandomStreams Streams(ReadOnlySpan<float> unitPixels, int rows)
    {
        Span<byte> seed = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(seed);
        return new RandomStreams(
            new RandomSeed(BinaryPrimitives.ReadUInt64LittleEndian(seed)), [.. Enumerable.Range(0, rows).Select(row => (long)row)]);
    }
}
