using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace IgMlNet.Scoring;

/// <summary>Pixels of feature columns: their scale, and what tells one image from another.</summary>
internal static class Pixels
{
    private const float Full = 255;

    /// <summary>Pixels in [0,1]; byte values give byte / 255 exactly as a data set's images do.</summary>
    public static void ToUnit(ReadOnlySpan<float> pixels, PixelRange range, Span<float> target)
    {
        if (range == PixelRange.Bytes)
            TensorPrimitives.Divide(pixels, Full, target);
        else
            pixels.CopyTo(target);
    }

    /// <summary>Byte values at the scale of a column.</summary>
    public static void FromBytes(ReadOnlySpan<byte> levels, PixelRange range, Span<float> target)
    {
        TensorPrimitives.ConvertTruncating(levels, target);
        if (range == PixelRange.Unit)
            TensorPrimitives.Divide(target, Full, target);
    }

    /// <summary>
    /// Whether all pixels of an image are finite. An image far outside [0,1] is of another scale than was promised, and any score
    /// of it would be nonsense.
    /// </summary>
    /// <exception cref="InvalidOperationException">A pixel is further than 1 outside [0,1].</exception>
    public static bool AreFinite(ReadOnlySpan<float> unitPixels, PixelRange range)
    {
        var largest = TensorPrimitives.MaxMagnitude(unitPixels);
        if (!float.IsFinite(largest))
            return false;
        if (largest is <= 2 and >= -1)
            return true;
        throw WrongScale(largest, range);
    }

    /// <summary>Pixels in [0,1] as the nearest of 256 levels.</summary>
    /// <exception cref="InvalidOperationException">A pixel is not finite, or outside [0,1] by more than rounding.</exception>
    public static byte[] ToBytes(ReadOnlySpan<float> unitPixels, PixelRange range)
    {
        var bytes = new byte[unitPixels.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            var level = MathF.Round(unitPixels[i] * Full);
            if (level is not (>= 0 and <= Full))
                throw WrongScale(unitPixels[i], range);
            bytes[i] = (byte)level;
        }

        return bytes;
    }

    /// <summary>A number that depends on the pixels alone.</summary>
    public static long Identify(ReadOnlySpan<float> unitPixels)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(unitPixels), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }

    private static InvalidOperationException WrongScale(float unitPixel, PixelRange range) => new(
        range == PixelRange.Bytes
            ? FormattableString.Invariant($"A pixel is {unitPixel * Full}, and PixelRange.Bytes means 0 … 255.")
            : FormattableString.Invariant($"A pixel is {unitPixel}, and PixelRange.Unit means 0 … 1; for 0 … 255 use PixelRange.Bytes."));
}
