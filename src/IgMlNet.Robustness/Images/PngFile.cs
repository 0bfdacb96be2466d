using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using SkiaSharp;

namespace IgMlNet.Robustness.Images;

/// <summary>Writes images as PNG, eight bits a channel: what a person can look at, not what an attack found to the last bit.</summary>
public static class PngFile
{
    private const int Levels = 255;
    private const int BestQuality = 100;

    /// <summary>Writes an image; the file is replaced at once or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">Channels (1, grey, or 3: red, green, blue), height and width.</param>
    /// <param name="pixels">[C, H, W] in a row, in [0,1]; rounded to the nearest of 256 levels.</param>
    /// <exception cref="ArgumentException">There are neither 1 nor 3 channels, or not as many pixels as the shape has.</exception>
    /// <exception cref="IO.InputException">The place cannot be written to.</exception>
    /// <exception cref="DllNotFoundException">The application lacks SkiaSharp's native library.</exception>
    public static void Write(string path, ImageShape shape, ReadOnlySpan<float> pixels)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (shape.Channels is not (1 or 3))
            throw new ArgumentException($"Images of {shape.Channels} channels cannot be written as PNG.", nameof(shape));
        if (pixels.Length != shape.Size)
            throw new ArgumentException($"There are {pixels.Length} pixel values, not the {shape.Size} of {shape}.", nameof(pixels));
        var plane = shape.Height * shape.Width;
        var rgba = new byte[4 * plane];
        for (var i = 0; i < plane; i++)
        {
            for (var channel = 0; channel < 3; channel++)
                rgba[(4 * i) + channel] = Level(pixels[((channel % shape.Channels) * plane) + i]);
            rgba[(4 * i) + 3] = byte.MaxValue;
        }

        var info = new SKImageInfo(shape.Width, shape.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var data = SkiaLibrary.Copy(rgba);
        using var image = SKImage.FromPixels(info, data, info.RowBytes);
        using var encoded = image.Encode(SKEncodedImageFormat.Png, BestQuality);
        AtomicFile.Write(path, encoded.ToArray());
    }

    private static byte Level(float value) => (byte)Math.Round(Math.Clamp(value, 0, 1) * Levels);
}
