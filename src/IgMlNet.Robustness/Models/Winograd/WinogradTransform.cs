using System.Runtime.CompilerServices;

namespace IgMlNet.Robustness.Models.Winograd;

/// <summary>
/// The transforms of F(4×4, 3×3) with the points 0, ±1, ±2 and ∞: V = Bᵀ d B of input tiles, Y = Aᵀ M A of products, and the matrix
/// G of U = G g Gᵀ for kernels. Images are channels-last; as many channels as a register has
/// lanes are worked on at a time, the last of them with zeros where there are fewer.
/// </summary>
/// <remarks>Paper: Lavin &amp; Gray, Fast Algorithms for Convolutional Neural Networks (CVPR 2016), Sec. 4.3.</remarks>
internal static unsafe class WinogradTransform
{
    /// <summary>Products a tile and channel: 6×6.</summary>
    public const int Points = Across * Across;

    private const int Across = 6;

    /// <summary>G, [6, 3].</summary>
    public static double[] Filter { get; } =
    [
        1 / 4.0, 0, 0,
        -1 / 6.0, -1 / 6.0, -1 / 6.0,
        -1 / 6.0, 1 / 6.0, -1 / 6.0,
        1 / 24.0, 1 / 12.0, 1 / 6.0,
        1 / 24.0, -1 / 12.0, 1 / 6.0,
        0, 0, 1,
    ];

    /// <summary>Transforms the 6×6 pixels around a tile; pixels outside the image are 0.</summary>
    /// <param name="images">All images.</param>
    /// <param name="target">The tile's row among the first point's; the next point's is <paramref name="pitch"/> behind.</param>
    /// <param name="pitch">Elements from point to point.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="tiling">How the images are divided.</param>
    /// <param name="apart">How far pixels of the images are apart in the tiling, 1 or 2; what lies between is 0.</param>
    /// <param name="tile">Which tile.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Input<TLanes>(float* images, float* target, int pitch, int channels, Tiling tiling, int apart, int tile)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var (index, top, left) = tiling.Place(tile);
        var imageWidth = tiling.WidthOf(apart);
        var image = images + ((long)index * tiling.HeightOf(apart) * imageWidth * channels);
        var pixels = stackalloc float*[Points];
        for (var y = top - 1; y < top - 1 + Across; y++)
        {
            for (var x = left - 1; x < left - 1 + Across; x++)
            {
                var isThere = (uint)y < (uint)tiling.Height && (uint)x < (uint)tiling.Width && ((y | x) & (apart - 1)) == 0;
                *pixels++ = isThere ? image + ((((long)(y >> (apart - 1)) * imageWidth) + (x >> (apart - 1))) * channels) : null;
            }
        }

        pixels -= Points;
        var half = stackalloc TLanes[Points];
        for (var channel = 0; channel < channels; channel += TLanes.Count)
        {
            var lanes = channels - channel;
            for (var x = 0; x < Across; x++)
            {
                InputPoints(
                    Load<TLanes>(pixels[x], channel, lanes), Load<TLanes>(pixels[x + 6], channel, lanes), Load<TLanes>(pixels[x + 12], channel, lanes),
                    Load<TLanes>(pixels[x + 18], channel, lanes), Load<TLanes>(pixels[x + 24], channel, lanes), Load<TLanes>(pixels[x + 30], channel, lanes),
                    out half[x], out half[x + 6], out half[x + 12], out half[x + 18], out half[x + 24], out half[x + 30]);
            }

            var point = target + channel;
            for (var row = half; row < half + Points; row += Across, point += Across * (long)pitch)
            {
                InputPoints(
                    row[0], row[1], row[2], row[3], row[4], row[5],
                    out var p0, out var p1, out var p2, out var p3, out var p4, out var p5);
                p0.Store(point);
                p1.Store(point + pitch);
                p2.Store(point + (2L * pitch));
                p3.Store(point + (3L * pitch));
                p4.Store(point + (4L * pitch));
                p5.Store(point + (5L * pitch));
            }
        }
    }

    /// <summary>Transforms a tile's products back and writes those of its 4×4 outputs that are inside the image.</summary>
    /// <param name="products">The tile's row among the first point's; the next point's is <paramref name="pitch"/> behind.</param>
    /// <param name="images">All outputs.</param>
    /// <param name="bias">Added to every output of a channel.</param>
    /// <param name="pitch">Elements from point to point.</param>
    /// <param name="channels">Channels of the outputs.</param>
    /// <param name="tiling">How the images are divided.</param>
    /// <param name="apart">How far the outputs that are wanted are apart in the tiling, 1 or 2.</param>
    /// <param name="tile">Which tile.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<TLanes>(float* products, float* images, float* bias, int pitch, int channels, Tiling tiling, int apart, int tile)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var (index, top, left) = tiling.Place(tile);
        var shift = apart - 1;
        var imageWidth = tiling.WidthOf(apart);
        var image = images + (((((long)index * tiling.HeightOf(apart)) + (top >> shift)) * imageWidth) + (left >> shift)) * channels;
        var (down, across) = (Math.Min(Tiling.Side, tiling.Height - top), Math.Min(Tiling.Side, tiling.Width - left));
        var half = stackalloc TLanes[Across * Tiling.Side];
        var pitchDown = (long)Across * pitch;
        for (var channel = 0; channel < channels; channel += TLanes.Count)
        {
            for (var x = 0; x < Across; x++)
            {
                var point = products + channel + (x * (long)pitch);
                OutputPoints(
                    TLanes.Load(point), TLanes.Load(point + pitchDown), TLanes.Load(point + (2 * pitchDown)),
                    TLanes.Load(point + (3 * pitchDown)), TLanes.Load(point + (4 * pitchDown)), TLanes.Load(point + (5 * pitchDown)),
                    out half[x], out half[x + 6], out half[x + 12], out half[x + 18]);
            }

            var lanes = channels - channel;
            var added = Load<TLanes>(bias, channel, lanes);
            for (var y = 0; y < down; y += apart)
            {
                var row = half + (Across * y);
                OutputPoints(row[0], row[1], row[2], row[3], row[4], row[5], out var o0, out var o1, out var o2, out var o3);
                var pixel = image + ((long)(y >> shift) * imageWidth * channels) + channel;
                Store(o0 + added, pixel, lanes);
                if (across > 1 && apart == 1)
                    Store(o1 + added, pixel + channels, lanes);
                if (across > 2)
                    Store(o2 + added, pixel + ((2L >> shift) * channels), lanes);
                if (across > 3 && apart == 1)
                    Store(o3 + added, pixel + (3L * channels), lanes);
            }
        }
    }

    /// <summary>The channels of a pixel from one on, and zeros where there are no more, or there is no pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Load<TLanes>(float* pixel, int channel, int lanes)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        if (pixel == null)
            return default;
        return lanes >= TLanes.Count ? TLanes.Load(pixel + channel) : TLanes.LoadFew(pixel + channel, lanes);
    }

    /// <summary>Writes as many lanes as there are, and nothing behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TLanes>(TLanes values, float* target, int lanes)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        if (lanes >= TLanes.Count)
            values.Store(target);
        else
            values.StoreFew(target, lanes);
    }

    /// <summary>Bᵀ d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputPoints<TLanes>(
        TLanes d0, TLanes d1, TLanes d2, TLanes d3, TLanes d4, TLanes d5,
        out TLanes p0, out TLanes p1, out TLanes p2, out TLanes p3, out TLanes p4, out TLanes p5)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var (four, minusFour, minusFive) = (TLanes.Create(4), TLanes.Create(-4), TLanes.Create(-5));
        p0 = TLanes.FusedMultiplyAdd(minusFive, d2, TLanes.FusedMultiplyAdd(four, d0, d4));
        var even = TLanes.FusedMultiplyAdd(minusFour, d2, d4);
        var odd = TLanes.FusedMultiplyAdd(minusFour, d1, d3);
        p1 = even + odd;
        p2 = even - odd;
        even = d4 - d2;
        odd = d3 - d1;
        odd += odd;
        p3 = even + odd;
        p4 = even - odd;
        p5 = TLanes.FusedMultiplyAdd(minusFive, d3, TLanes.FusedMultiplyAdd(four, d1, d5));
    }

    /// <summary>Aᵀ m.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputPoints<TLanes>(
        TLanes m0, TLanes m1, TLanes m2, TLanes m3, TLanes m4, TLanes m5,
        out TLanes o0, out TLanes o1, out TLanes o2, out TLanes o3)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        var (sumOfOnes, differenceOfOnes) = (m1 + m2, m1 - m2);
        var (sumOfTwos, differenceOfTwos) = (m3 + m4, m3 - m4);
        o0 = m0 + sumOfOnes + sumOfTwos;
        o1 = TLanes.FusedMultiplyAdd(TLanes.Create(2), differenceOfTwos, differenceOfOnes);
        o2 = TLanes.FusedMultiplyAdd(TLanes.Create(4), sumOfTwos, sumOfOnes);
        o3 = TLanes.FusedMultiplyAdd(TLanes.Create(8), differenceOfTwos, differenceOfOnes) + m5;
    }
}
