using System.Drawing;
using IgMlNet.Reporting;
using SkiaSharp;

namespace IgMlNet.Robustness.Datasets;

/// <summary>One PNG or JPEG file, opened far enough to know its size.</summary>
internal sealed class ImageFile : IDisposable
{
    private const long LongestFile = 256L << 20;
    private const long MostPixels = 64L << 20;
    private readonly string _path;
    private readonly SKCodec _codec;

    private ImageFile(string path, SKCodec codec)
    {
        (_path, _codec) = (path, codec);
    }

    public Size Size => new(_codec.Info.Width, _codec.Info.Height);

    /// <summary>Opens a file and reads its header; no memory for pixels is taken.</summary>
    /// <exception cref="InputException">The file cannot be read, is no PNG or JPEG, or claims to be enormous.</exception>
    public static ImageFile Open(string path)
    {
        byte[] content;
        using (var stream = DatasetStream.Open(path))
        {
            if (stream.Length is not { } length)
                throw new InputException(path, "is packed by gzip, not a PNG or JPEG image", "Unpack it", stream.At(0));
            if (length > LongestFile)
                throw new InputException(path, FormattableString.Invariant($"has {length} bytes, too many for an image"));
            content = new byte[length];
            stream.Read(content, "the image");
        }

        using var data = SKData.CreateCopy(content);
        var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg))
        {
            codec?.Dispose();
            throw new InputException(path, "is not a PNG or JPEG image", "Convert it or move it away", "offset 0");
        }

        var file = new ImageFile(path, codec);
        var (width, height) = (file.Size.Width, file.Size.Height);
        if (width >= 1 && height >= 1 && (long)width * height <= MostPixels)
            return file;
        file.Dispose();
        throw new InputException(path, FormattableString.Invariant($"claims {width}x{height} pixels"), "Scale it down");
    }

    /// <exception cref="InputException">The image has another size.</exception>
    public void RequireSize(Size size, string model)
    {
        if (Size != size)
        {
            throw new InputException(
                _path,
                FormattableString.Invariant(
                    $"has {Size.Width}x{Size.Height} pixels where '{model}' has {size.Width}x{size.Height}"),
                "Bring all images to one size");
        }
    }

    /// <summary>The pixels as planes.</summary>
    /// <exception cref="InputException">The file is truncated or damaged.</exception>
    public byte[] Decode(ImageColors colors)
    {
        // No colour space is asked for, so none is converted to: the values are those in the file, as with Pillow.
        var info = new SKImageInfo(Size.Width, Size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
        var rgba = new byte[info.BytesSize];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* pixels = rgba)
                result = _codec.GetPixels(info, (nint)pixels);
        }

        if (result != SKCodecResult.Success)
        {
            throw new InputException(
                _path,
                result == SKCodecResult.IncompleteInput ? "is truncated" : $"cannot be decoded ({result})",
                "Fetch the file again");
        }

        return colors == ImageColors.Grey ? Luma(rgba) : Planes(rgba);
    }

    public void Dispose() => _codec.Dispose();

    private static byte[] Planes(byte[] rgba)
    {
        var count = rgba.Length / 4;
        var planes = new byte[3 * count];
        for (var i = 0; i < count; i++)
        {
            planes[i] = rgba[4 * i];
            planes[count + i] = rgba[4 * i + 1];
            planes[2 * count + i] = rgba[4 * i + 2];
        }

        return planes;
    }

    /// <summary>Pillow's integer form of BT.601: weights in 1/65536, rounded.</summary>
    private static byte[] Luma(byte[] rgba)
    {
        var plane = new byte[rgba.Length / 4];
        for (var i = 0; i < plane.Length; i++)
            plane[i] = (byte)((19595 * rgba[4 * i] + 38470 * rgba[4 * i + 1] + 7471 * rgba[4 * i + 2] + 0x8000) >> 16);
        return plane;
    }
}
