using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TorchSharp;

namespace IgMlNet.Robustness.Randomness;

/// <summary>
/// The seed of a stream of random numbers. Streams are derived, never shared: <c>seed.For("pgd-20").For(imageIndex)</c> names
/// a stream of its own, so that what is drawn depends on what it is drawn for and not on batch size, shard or order.
/// </summary>
/// <remarks>Derivation is the first 8 bytes of SHA-256 over the parent and the name: fixed for all time and platforms.</remarks>
/// <param name="Value">The 64-bit seed.</param>
public readonly record struct RandomSeed(ulong Value)
{
    /// <summary>The stream for a purpose, e.g. an attack's identifier.</summary>
    public RandomSeed For(string purpose)
    {
        ArgumentNullException.ThrowIfNull(purpose);
        return Derive('s', Encoding.UTF8.GetBytes(purpose));
    }

    /// <summary>The stream for a number, e.g. an image's index in its data set or a restart.</summary>
    public RandomSeed For(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return Derive('n', bytes);
    }

    /// <summary>A torch generator on the CPU at the start of this stream; the caller disposes of it.</summary>
    public torch.Generator CreateGenerator() => new(Value, new torch.Device(DeviceType.CPU));

    private RandomSeed Derive(char kind, ReadOnlySpan<byte> name)
    {
        Span<byte> text = name.Length <= 256 ? stackalloc byte[9 + name.Length] : new byte[9 + name.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(text, Value);
        text[8] = (byte)kind;
        name.CopyTo(text[9..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return new RandomSeed(BinaryPrimitives.ReadUInt64LittleEndian(hash));
    }
}
