using System.Buffers;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Images;

/// <summary>Resizes and crops images that are colour planes already.</summary>
internal static class PlanarImage
{
    /// <summary>Writes the planes of the preprocessed image.</summary>
    /// <param name="planes">One plane, or red, green and blue; rows from the top.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="preprocessing">The resize and crop.</param>
    /// <param name="target">As many planes of the preprocessing's size.</param>
    public static void Preprocess(ReadOnlySpan<byte> planes, ImageShape shape, ImagePreprocessing preprocessing, Span<byte> target)
    {
        var area = shape.Height * shape.Width;
        var colors = shape.Channels == 1 ? ImageColors.Grey : ImageColors.Rgb;
        var (green, blue) = colors == ImageColors.Grey ? (0, 0) : (area, 2 * area);
        var rgba = ArrayPool<byte>.Shared.Rent((4 * area) + Resampler.Slack);
        for (var i = 0; i < area; i++)
            (rgba[4 * i], rgba[(4 * i) + 1], rgba[(4 * i) + 2]) = (planes[i], planes[green + i], planes[blue + i]);
        var (columns, rows) = preprocessing.Axes(shape.Width, shape.Height);
        Resampler.Run(rgba, columns, rows, colors, target);
        ArrayPool<byte>.Shared.Return(rgba);
    }
}
