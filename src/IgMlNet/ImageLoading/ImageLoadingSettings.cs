using IgMlNet.Robustness.Images;
using IgMlNet.Robustness.Models;

namespace IgMlNet.ImageLoading;

/// <summary>What a transformer keeps of its options.</summary>
internal sealed record ImageLoadingSettings(
    string InputColumnName,
    string OutputColumnName,
    string? ImageFolder,
    ImagePreprocessing Preprocessing,
    ImageShape Shape,
    ImageColors Colors,
    PixelRange PixelRange,
    int LookAhead)
{
    /// <exception cref="ArgumentException">The size of the vectors is not known, or told twice.</exception>
    public static ImageLoadingSettings FromOptions(ImagePixelLoadingOptions options)
    {
        var given = (options.ImageWidth, options.ImageHeight);
        var (width, height) = (options.Preprocessing.OutputSize, given) switch
        {
            ({ } size, _) when Agrees(options.ImageWidth, size.Width) && Agrees(options.ImageHeight, size.Height) => size,
            ({ } size, _) => throw new ArgumentException(
                FormattableString.Invariant(
                    $"{options.Preprocessing} gives images of {size.Width}x{size.Height} pixels; leave ImageWidth and ImageHeight out."),
                nameof(options)),
            (null, ({ } w, { } h)) => (w, h),
            _ => throw new ArgumentException(
                $"{nameof(ImagePreprocessing)}.{nameof(ImagePreprocessing.None)} keeps the sizes of images: give ImageWidth and " +
                "ImageHeight, or a preprocessing that brings all images to one size.",
                nameof(options)),
        };
        return new ImageLoadingSettings(
            options.InputColumnName,
            options.OutputColumnName,
            string.IsNullOrWhiteSpace(options.ImageFolder) ? null : options.ImageFolder,
            options.Preprocessing,
            new ImageShape(options.Colors == ImageColors.Grey ? 1 : 3, height, width),
            options.Colors,
            options.PixelRange,
            options.LookAhead);
    }

    private static bool Agrees(int? given, int actual) => given is null || given == actual;
}
