using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IgMlNet.Robustness.Images;

/// <summary>
/// Resizes and crops interleaved pixels into colour planes, columns first, then rows, each pass rounded to 8 bits as in Pillow.
/// Only rows and columns that the crop shows are computed, so the work and the memory follow the crop, not the resized image.
/// </summary>
internal static class Resampler
{
    private const int Half = 1 << (ResampleWeights.Precision - 1);

    /// <summary>Bytes that must lie behind the source's pixels, for reading whole vectors.</summary>
    public const int Slack = 32;

    /// <summary>About the size of a processor's second cache.</summary>
    private const int BandBytes = 1 << 20;

    /// <summary>Writes the planes of the crop.</summary>
    /// <param name="rgba">The source's pixels, and at least <see cref="Slack"/> bytes behind them.</param>
    /// <param name="columns">The horizontal direction.</param>
    /// <param name="rows">The vertical direction.</param>
    /// <param name="colors">The planes to write; for grey, the source's colours are equal already.</param>
    /// <param name="planes">The result, rows from the top.</param>
    public static void Run(
        ReadOnlySpan<byte> rgba, ResampledAxis columns, ResampledAxis rows, ImageColors colors, Span<byte> planes)
    {
        if (columns.Inside < columns.Length || rows.Inside < rows.Length)
            planes.Clear();
        var target = new Target(planes, columns, rows, colors);
        if (columns.IsCopy)
        {
            var source = rgba[(4 * columns.CopyFrom)..];
            if (rows.IsCopy)
                Copy(source, columns.Source, rows, target);
            else
                Rows(source, 4 * columns.Source, 0, new ResampleWeights(rows), 0, rows.Inside, target);
        }
        else
        {
            Bands(rgba, columns, new ResampleWeights(columns), new ResampleWeights(rows), target);
        }
    }

    private static void Copy(ReadOnlySpan<byte> source, int width, ResampledAxis rows, Target target)
    {
        for (var row = 0; row < rows.Inside; row++)
            target.Write(row, source[(4 * (rows.CopyFrom + row) * width)..]);
    }

    /// <summary>Both passes for as many rows of the result at a time as the rows that they come from fit a buffer.</summary>
    private static void Bands(
        ReadOnlySpan<byte> rgba, ResampledAxis columns, ResampleWeights columnWeights, ResampleWeights rowWeights, Target target)
    {
        var stride = 4 * columns.Inside;
        var weights = Paired(columnWeights);
        var (first, count) = (rowWeights.First, rowWeights.Count);
        for (var begin = 0; begin < first.Length;)
        {
            var end = begin + 1;
            while (end < first.Length && (first[end] + count[end] - first[begin]) * (long)stride <= BandBytes)
                end++;
            var height = first[end - 1] + count[end - 1] - first[begin];
            var buffer = ArrayPool<byte>.Shared.Rent((stride * height) + Slack);
            for (var row = 0; row < height; row++)
            {
                var source = rgba[(4 * (first[begin] + row) * columns.Source)..];
                Columns(source, columnWeights, weights, MemoryMarshal.Cast<byte, uint>(buffer.AsSpan(row * stride, stride)));
            }

            Rows(buffer, stride, first[begin], rowWeights, begin, end, target);
            ArrayPool<byte>.Shared.Return(buffer);
            begin = end;
        }
    }

    /// <summary>The weights, each four times, for the four bytes of a pixel; two pixels make a vector.</summary>
    private static Vector256<int>[] Paired(ResampleWeights weights)
    {
        var paired = new Vector256<int>[weights.First.Length * weights.Taps / 2];
        for (var i = 0; i < weights.First.Length; i++)
        {
            var taps = weights.Of(i);
            for (var tap = 0; tap < taps.Length; tap += 2)
            {
                paired[((i * taps.Length) + tap) / 2] =
                    Vector256.Create(Vector128.Create(taps[tap]), Vector128.Create(taps[tap + 1]));
            }
        }

        return paired;
    }

    /// <summary>One row of the source to one row of pixels; reads up to a pixel behind it, with weight zero.</summary>
    private static void Columns(
        ReadOnlySpan<byte> source, ResampleWeights weights, ReadOnlySpan<Vector256<int>> paired, Span<uint> target)
    {
        var pairsEach = weights.Taps / 2;
        for (var i = 0; i < target.Length; i++)
        {
            var pairs = (weights.Count[i] + 1) / 2;
            var sum = Vector256<int>.Zero;
            var pixels = MemoryMarshal.Cast<byte, ulong>(source.Slice(4 * weights.First[i], 8 * pairs));
            var taps = paired.Slice(i * pairsEach, pairs);
            for (var pair = 0; pair < taps.Length; pair++)
                sum += Widen(pixels[pair]) * taps[pair];
            target[i] = Pack(sum.GetLower() + sum.GetUpper() + Vector128.Create(Half));
        }
    }

    /// <summary>Rows of the result from rows of the source, whose first one is given.</summary>
    private static void Rows(
        ReadOnlySpan<byte> source, int stride, int firstRow, ResampleWeights weights, int begin, int end, Target target)
    {
        var mixed = ArrayPool<byte>.Shared.Rent(target.RowBytes + Slack);
        for (var row = begin; row < end; row++)
        {
            var taps = weights.Of(row)[..weights.Count[row]];
            Mix(source[((weights.First[row] - firstRow) * stride)..], stride, taps, target.RowBytes, mixed);
            target.Write(row, mixed);
        }

        ArrayPool<byte>.Shared.Return(mixed);
    }

    /// <summary>The weighted sum of rows; writes up to seven bytes more than asked for.</summary>
    private static void Mix(ReadOnlySpan<byte> source, int stride, ReadOnlySpan<int> taps, int length, Span<byte> target)
    {
        for (var x = 0; x < length; x += 8)
        {
            var sum = Vector256.Create(Half);
            for (var tap = 0; tap < taps.Length; tap++)
                sum += Widen(MemoryMarshal.Read<ulong>(source[((tap * stride) + x)..])) * Vector256.Create(taps[tap]);
            MemoryMarshal.Write(target[x..], Pack(sum.GetLower()) | ((ulong)Pack(sum.GetUpper()) << 32));
        }
    }

    private static Vector256<int> Widen(ulong bytes)
    {
        var shorts = Vector128.WidenLower(Vector128.CreateScalarUnsafe(bytes).AsByte());
        return Vector256.Create(Vector128.WidenLower(shorts), Vector128.WidenUpper(shorts)).AsInt32();
    }

    private static uint Pack(Vector128<int> sum)
    {
        var levels = Vector128.Clamp(sum >> ResampleWeights.Precision, Vector128<int>.Zero, Vector128.Create(255)).AsUInt32();
        var shorts = Vector128.Narrow(levels, levels);
        return Vector128.Narrow(shorts, shorts).AsUInt32()[0];
    }

    /// <summary>The planes, and where in them the image lies.</summary>
    private readonly ref struct Target(Span<byte> planes, ResampledAxis columns, ResampledAxis rows, ImageColors colors)
    {
        private readonly Span<byte> _planes = planes;

        /// <summary>Bytes of one row of interleaved pixels.</summary>
        public int RowBytes => 4 * columns.Inside;

        /// <summary>Writes a row of pixels, counted from the first one inside.</summary>
        public void Write(int row, ReadOnlySpan<byte> rgba)
        {
            var plane = columns.Length * rows.Length;
            var pixels = rgba[..RowBytes];
            var width = columns.Inside;
            var begin = ((rows.Begin + row) * columns.Length) + columns.Begin;
            if (colors == ImageColors.Grey)
            {
                PixelPlanes.Luma(pixels, PixelOrder.Rgba, _planes.Slice(begin, width));
            }
            else
            {
                PixelPlanes.Split(
                    pixels,
                    PixelOrder.Rgba,
                    _planes.Slice(begin, width),
                    _planes.Slice(plane + begin, width),
                    _planes.Slice((2 * plane) + begin, width));
            }
        }
    }
}
