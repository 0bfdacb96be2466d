using System.Runtime.CompilerServices;
using IgMlNet.Robustness.Images;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using SkiaSharp;

namespace IgMlNet.Interop;

/// <summary>
/// Images as ML.NET's image transforms hold them. The package does not ask for Microsoft.ML.ImageAnalytics: who has a column of
/// images has it already, and nothing but this class, used for such columns alone, needs it.
/// </summary>
/// <remarks>
/// <c>MLImage.Pixels</c> of ML.NET 5 calls a member that SkiaSharp 3 no longer has, so pixels are taken from the bitmap behind it by
/// members that both have.
/// </remarks>
internal static class MLImages
{
    /// <summary>Whether a column holds images.</summary>
    public static bool IsImage(DataViewType type) => type.GetType().FullName == "Microsoft.ML.Transforms.Image.ImageDataViewType";

    /// <summary>The size that a column of images promises; null where it promises none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static (int Width, int Height)? SizeOf(DataViewType type) =>
        type is ImageDataViewType { Width: > 0, Height: > 0 } image ? (image.Width, image.Height) : null;

    /// <summary>The size of an image, in pixels.</summary>
    public static (int Width, int Height) SizeOf(MLImage image) => (Bitmap(image).Width, Bitmap(image).Height);

    /// <summary>Writes an image's planes, its values as they are stored.</summary>
    /// <param name="image">The image.</param>
    /// <param name="colors">The planes.</param>
    /// <param name="planes">Room for them.</param>
    public static unsafe void Split(MLImage image, ImageColors colors, Span<byte> planes)
    {
        var bitmap = Bitmap(image);
        var order = bitmap.ColorType switch
        {
            SKColorType.Rgba8888 => PixelOrder.Rgba,
            SKColorType.Bgra8888 => PixelOrder.Bgra,
            var other => throw new NotSupportedException($"An image has the pixel format {other}; only 32-bit colours can be read."),
        };
        var pixels = bitmap.GetPixels();
        if (pixels == 0 || bitmap.RowBytes != 4 * bitmap.Width)
            throw new InvalidOperationException("The pixels of an image cannot be read.");
        PixelPlanes.Split(new ReadOnlySpan<byte>((void*)pixels, bitmap.RowBytes * bitmap.Height), order, colors, planes);
        GC.KeepAlive(image);
    }

    private static SKBitmap Bitmap(MLImage image) =>
        BitmapOf(image) ?? throw new InvalidOperationException("An image was disposed of before it was read.");

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_image")]
    private static extern ref SKBitmap? BitmapOf(MLImage image);
}
