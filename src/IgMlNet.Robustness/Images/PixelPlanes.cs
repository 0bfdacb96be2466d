using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IgMlNet.Robustness.Images;

/// <summary>Takes interleaved pixels apart into colour planes.</summary>
public static class PixelPlanes
{
    private static readonly Vector128<byte> RgbaToPlanes =
        Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);

    private static readonly Vector128<byte> BgraToPlanes =
        Vector128.Create((byte)2, 6, 10, 14, 1, 5, 9, 13, 0, 4, 8, 12, 3, 7, 11, 15);

    /// <summary>Writes the planes of a run of pixels; alpha is dropped.</summary>
    /// <param name="pixels">Four bytes a pixel.</param>
    /// <param name="order">Their order.</param>
    /// <param name="colors">The planes to write.</param>
    /// <param name="planes">One byte a pixel for grey; for colours red, then green, then blue.</param>
    /// <exception cref="ArgumentException"><paramref name="planes"/> does not have as many pixels.</exception>
    public static void Split(ReadOnlySpan<byte> pixels, PixelOrder order, ImageColors colors, Span<byte> planes)
    {
        var count = pixels.Length / 4;
        if (planes.Length != count * ChannelsOf(colors))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{count} pixels do not fill planes of {planes.Length} bytes."), nameof(planes));
        }

        if (colors == ImageColors.Grey)
            Luma(pixels, order, planes);
        else
            Split(pixels, order, planes[..count], planes.Slice(count, count), planes[(2 * count)..]);
    }

    internal static int ChannelsOf(ImageColors colors) => colors == ImageColors.Grey ? 1 : 3;

    internal static void Split(ReadOnlySpan<byte> pixels, PixelOrder order, Span<byte> red, Span<byte> green, Span<byte> blue)
    {
        var i = 0;
        var indices = order == PixelOrder.Bgra ? BgraToPlanes : RgbaToPlanes;
        for (; i + 4 <= red.Length; i += 4)
        {
            var parts = Vector128.Shuffle(Vector128.Create(pixels.Slice(4 * i, 16)), indices).AsUInt32();
            MemoryMarshal.Write(red[i..], parts[0]);
            MemoryMarshal.Write(green[i..], parts[1]);
            MemoryMarshal.Write(blue[i..], parts[2]);
        }

        var (r, b) = order == PixelOrder.Bgra ? (2, 0) : (0, 2);
        for (; i < red.Length; i++)
            (red[i], green[i], blue[i]) = (pixels[(4 * i) + r], pixels[(4 * i) + 1], pixels[(4 * i) + b]);
    }

    /// <summary>Pillow's integer form of BT.601: weights in 1/65536, rounded.</summary>
    internal static void Luma(ReadOnlySpan<byte> pixels, PixelOrder order, Span<byte> plane)
    {
        var (r, b) = order == PixelOrder.Bgra ? (2, 0) : (0, 2);
        for (var i = 0; i < plane.Length; i++)
        {
            var weighted = (19595 * pixels[(4 * i) + r]) + (38470 * pixels[(4 * i) + 1]) + (7471 * pixels[(4 * i) + b]);
            plane[i] = (byte)((weighted + 0x8000) >> 16);
        }
    }

    /// <summary>Puts every pixel's luma in place of its colours.</summary>
    internal static void ToGrey(Span<byte> rgba)
    {
        Span<byte> luma = stackalloc byte[1];
        for (var i = 0; i < rgba.Length; i += 4)
        {
            Luma(rgba.Slice(i, 4), PixelOrder.Rgba, luma);
            BinaryPrimitives.WriteUInt32LittleEndian(rgba[i..], luma[0] * 0x010101u | 0xFF000000u);
        }
    }
}
