using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using IgMlNet.Robustness.Randomness;

namespace IgMlNet.NoiseSources;

/// <summary>Noise from a secret key and the row's pixels: the stream of a row is named by an HMAC-SHA256 of its pixels.</summary>
internal sealed class KeyedNoise : ScoringNoise
{
    internal override INoiseSupply Open() => new Supply();

    private sealed class Supply : INoiseSupply
    {
        private NoiseKey? _key;

        public bool Use(NoiseKey key)
        {
            Volatile.Write(ref _key, key);
            return true;
        }

        public RandomStreams Streams(ReadOnlySpan<float> unitPixels, int rows)
        {
            var key = Volatile.Read(ref _key) ?? NoiseKey.FromEnvironment();
            var (ids, size) = (new long[rows], unitPixels.Length / Math.Max(rows, 1));
            for (var row = 0; row < rows; row++)
                ids[row] = Derive(key, MemoryMarshal.AsBytes(unitPixels.Slice(row * size, size)));
            return new RandomStreams(new RandomSeed(unchecked((ulong)Derive(key, "seed"u8))), ids);
        }

        private static long Derive(NoiseKey key, ReadOnlySpan<byte> name)
        {
            Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
            key.Authenticate(name, hash);
            return BinaryPrimitives.ReadInt64LittleEndian(hash);
        }
    }
}
