using System.Buffers;
using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using SkiaSharp;

namespace IgMlNet.Robustness.Images;

/// <summary>One PNG or JPEG image, opened far enough to know its size.</summary>
/// <remarks>
/// Orientation tags and colour profiles are not applied, and transparency is dropped: the values are those in the file, as with
/// Pillow's <c>convert("RGB")</c>.
/// </remarks>
public sealed class ImageFile : IDisposable
{
    private const long LongestFile = 256L << 20;
    private const long MostPixels = 64L << 20;
    private const int LongestSide = ushort.MaxValue;
    private readonly string _name;
    private readonly SKCodec _codec;

    private ImageFile(string name, SKCodec codec)
    {
        (_name, _codec) = (name, codec);
    }

    /// <summary>Columns, in pixels.</summary>
    public int Width => _codec.Info.Width;

    /// <summary>Rows, in pixels.</summary>
    public int Height => _codec.Info.Height;

    /// <summary>Opens a file and reads its header; no memory for pixels is taken.</summary>
    /// <exception cref="InputException">The file cannot be read, is no PNG or JPEG, or claims to be enormous.</exception>
    /// <exception cref="DllNotFoundException">The application lacks SkiaSharp's native library.</exception>
    public static ImageFile Open(string path)
    {
        var content = RegularFile.ReadAllBytes(path, LongestFile, "Name a PNG or JPEG image");
        return content switch
        {
            [] => throw new InputException(path, "is empty", "Fetch the file again", "offset 0"),
            [0x1f, 0x8b, ..] => throw new InputException(path, "is packed by gzip, not a PNG or JPEG image", "Unpack it", "offset 0"),
            _ => Over(content, path),
        };
    }

    /// <summary>Opens an image that is in memory already.</summary>
    /// <param name="content">The bytes of a PNG or JPEG file; they are copied.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="InputException">The bytes are no PNG or JPEG, or claim to be enormous.</exception>
    /// <exception cref="DllNotFoundException">The application lacks SkiaSharp's native library.</exception>
    public static ImageFile Over(ReadOnlySpan<byte> content, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        using var data = SkiaLibrary.Copy(content);
        var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg))
        {
            codec?.Dispose();
            throw new InputException(name, "is not a PNG or JPEG image", "Convert it or move it away", "offset 0");
        }

        var file = new ImageFile(name, codec);
        var (width, height) = (file.Width, file.Height);
        if (width is >= 1 and <= LongestSide && height is >= 1 and <= LongestSide && (long)width * height <= MostPixels)
            return file;
        file.Dispose();
        throw new InputException(name, FormattableString.Invariant($"claims {width}x{height} pixels"), "Scale it down");
    }

    /// <summary>The shape of what <see cref="Decode(ImagePreprocessing, ImageColors)"/> gives.</summary>
    /// <param name="preprocessing">What is done to the pixels.</param>
    /// <param name="colors">The planes.</param>
    public ImageShape ShapeAfter(ImagePreprocessing preprocessing, ImageColors colors)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        return preprocessing.ShapeOf(Width, Height, colors);
    }

    /// <summary>The pixels as planes: all of red, then green, then blue, rows from the top; or grey alone.</summary>
    /// <param name="preprocessing">What is done to the pixels.</param>
    /// <param name="colors">The planes.</param>
    /// <exception cref="InputException">The file is truncated or damaged.</exception>
    public byte[] Decode(ImagePreprocessing preprocessing, ImageColors colors)
    {
        var planes = new byte[ShapeAfter(preprocessing, colors).Size];
        Decode(preprocessing, colors, planes);
        return planes;
    }

    /// <summary>Writes the pixels as planes.</summary>
    /// <param name="preprocessing">What is done to the pixels.</param>
    /// <param name="colors">The planes.</param>
    /// <param name="planes">As many bytes as <see cref="ShapeAfter"/> says.</param>
    /// <exception cref="ArgumentException"><paramref name="planes"/> has another length.</exception>
    /// <exception cref="InputException">The file is truncated or damaged.</exception>
    public void Decode(ImagePreprocessing preprocessing, ImageColors colors, Span<byte> planes)
    {
        var shape = ShapeAfter(preprocessing, colors);
        if (planes.Length != shape.Size)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"An image of {shape} does not fill {planes.Length} bytes."), nameof(planes));
        }

        // No colour space is asked for, so none is converted to.
        var info = new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
        var buffer = ArrayPool<byte>.Shared.Rent(info.BytesSize + Resampler.Slack);
        try
        {
            var rgba = buffer.AsSpan(0, info.BytesSize);
            Decode(info, rgba);
            var (columns, rows) = preprocessing.Axes(Width, Height);
            if (colors == ImageColors.Grey && !(columns.IsCopy && rows.IsCopy))
                PixelPlanes.ToGrey(rgba);
            Resampler.Run(buffer, columns, rows, colors, planes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _codec.Dispose();

    private unsafe void Decode(SKImageInfo info, Span<byte> rgba)
    {
        SKCodecResult result;
        fixed (byte* pixels = rgba)
            result = _codec.GetPixels(info, (nint)pixels);
        if (result != SKCodecResult.Success)
        {
            throw new InputException(
                _name,
                result == SKCodecResult.IncompleteInput ? "is truncated" : $"cannot be decoded ({result})",
                "Fetch the file again");
        }
    }
}
