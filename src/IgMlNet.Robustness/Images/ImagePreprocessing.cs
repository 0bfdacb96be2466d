using System.Globalization;
using IgMlNet.IO;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Images;

/// <summary>
/// What is done to an image's pixels between its file and a network: a resize, a crop, both or nothing. The named ones are
/// RobustBench's; accuracies on ImageNet are only comparable under the same one.
/// </summary>
/// <remarks>
/// Resizing is Pillow's, to the last bit: antialiased, in two passes of 8-bit fixed-point arithmetic, columns first. Sizes and
/// places are torchvision's (<c>Resize</c>, <c>CenterCrop</c>): a short side of 256 pixels gives a long one rounded down, the
/// middle is rounded half to even, and an image smaller than the crop gets black borders.
/// </remarks>
public sealed record ImagePreprocessing
{
    private const int LargestSide = 1 << 14;
    private const string CropWord = "Crop";
    private readonly int? _shortSide;
    private readonly (int Width, int Height)? _size;
    private readonly ResizeFilter _filter;
    private readonly int? _crop;

    private ImagePreprocessing(
        string name, ResizeFilter filter, int? shortSide = null, (int Width, int Height)? size = null, int? crop = null)
    {
        Name = name;
        (_filter, _shortSide, _size, _crop) = (filter, shortSide, size, crop);
    }

    /// <summary>Images stay as they are; all must have one size.</summary>
    public static ImagePreprocessing None { get; } = new("none", ResizeFilter.Bilinear);

    /// <summary>The short side to 256 pixels, bilinear, then the central 224×224: the custom on ImageNet.</summary>
    public static ImagePreprocessing Res256Crop224 { get; } = new("Res256Crop224", ResizeFilter.Bilinear, 256, crop: 224);

    /// <summary>The central 288×288 pixels, not resized.</summary>
    public static ImagePreprocessing Crop288 { get; } = new("Crop288", ResizeFilter.Bilinear, crop: 288);

    /// <summary>The short side to 256 pixels, bicubic, then the central 224×224.</summary>
    public static ImagePreprocessing BicubicRes256Crop224 { get; } =
        new("BicubicRes256Crop224", ResizeFilter.Bicubic, 256, crop: 224);

    /// <summary>Those that have a name in the field.</summary>
    public static IReadOnlyList<ImagePreprocessing> Named { get; } = [None, Res256Crop224, Crop288, BicubicRes256Crop224];

    /// <summary>
    /// The name: one of the field's, <c>Res32x32</c> and <c>BicubicRes32x32</c> (width × height) for <see cref="Resize"/>,
    /// <c>Res224Crop224</c> and <c>BicubicRes224Crop224</c> for <see cref="ShortSide"/>, or <c>Crop32</c> for <see cref="CenterCrop"/>.
    /// </summary>
    public string Name { get; }

    /// <summary>The size that every image gets, in pixels; null where images keep their own.</summary>
    public (int Width, int Height)? OutputSize => _crop is { } crop ? (crop, crop) : _size;

    /// <summary>Resizes to one size, whatever that does to the aspect ratio.</summary>
    /// <param name="width">Columns, in pixels, from 1 to 16,384.</param>
    /// <param name="height">Rows, in pixels, from 1 to 16,384.</param>
    /// <param name="filter">The kernel.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is outside its range, or there is no such kernel.</exception>
    public static ImagePreprocessing Resize(int width, int height, ResizeFilter filter = ResizeFilter.Bilinear)
    {
        Check(width);
        Check(height);
        return new(FormattableString.Invariant($"{Prefix(filter)}{width}x{height}"), filter, size: (width, height));
    }

    /// <summary>Resizes the short side, keeping the aspect ratio, then takes the central square.</summary>
    /// <param name="side">The short side, in pixels, from 1 to 16,384.</param>
    /// <param name="crop">The square's side, in pixels, from 1 to 16,384.</param>
    /// <param name="filter">The kernel.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is outside its range, or there is no such kernel.</exception>
    public static ImagePreprocessing ShortSide(int side, int crop, ResizeFilter filter = ResizeFilter.Bilinear)
    {
        Check(side);
        Check(crop);
        return new(FormattableString.Invariant($"{Prefix(filter)}{side}Crop{crop}"), filter, side, crop: crop);
    }

    /// <summary>Takes the central square, not resized; a smaller image gets black borders.</summary>
    /// <param name="size">The square's side, in pixels, from 1 to 16,384.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is outside its range.</exception>
    public static ImagePreprocessing CenterCrop(int size)
    {
        Check(size);
        return new(FormattableString.Invariant($"Crop{size}"), ResizeFilter.Bilinear, crop: size);
    }

    /// <summary>The preprocessing that a <see cref="Name"/> names; letters may be of either case.</summary>
    /// <exception cref="InputException">It names none.</exception>
    public static ImagePreprocessing Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Named.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? ParseSizes(name, Prefix(ResizeFilter.Bicubic), ResizeFilter.Bicubic)
            ?? ParseSizes(name, Prefix(ResizeFilter.Bilinear), ResizeFilter.Bilinear)
            ?? ParseCrop(name)
            ?? throw new InputException(
                name,
                "is no image preprocessing",
                $"There are {string.Join(", ", Named.Select(known => known.Name))}, and sizes such as Res32x32, BicubicRes224Crop224 and Crop32");
    }

    /// <summary><see cref="Name"/>.</summary>
    public override string ToString() => Name;

    /// <summary>The shape that an image of a size gets.</summary>
    internal ImageShape ShapeOf(int width, int height, ImageColors colors)
    {
        var (newWidth, newHeight) = OutputSize ?? (width, height);
        return new ImageShape(PixelPlanes.ChannelsOf(colors), newHeight, newWidth);
    }

    /// <summary>How the columns and the rows of an image of a size become those of the result.</summary>
    internal (ResampledAxis Columns, ResampledAxis Rows) Axes(int width, int height)
    {
        var (newWidth, newHeight) = Resized(width, height);
        return (Cropped(width, newWidth), Cropped(height, newHeight));
    }

    private static string Prefix(ResizeFilter filter) => filter switch
    {
        ResizeFilter.Bilinear => "Res",
        ResizeFilter.Bicubic => "BicubicRes",
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "There is no such kernel."),
    };

    private static void Check(int side)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, LargestSide);
    }

    private static ImagePreprocessing? ParseSizes(string name, string prefix, ResizeFilter filter)
    {
        if (!name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            return null;
        var sizes = name[prefix.Length..];
        if (sizes.Split('x', 'X') is [var width, var height] && Side(width) is { } w && Side(height) is { } h)
            return Resize(w, h, filter);
        var crop = sizes.IndexOf(CropWord, StringComparison.OrdinalIgnoreCase);
        return crop >= 0 && Side(sizes[..crop]) is { } side && Side(sizes[(crop + CropWord.Length)..]) is { } square
            ? ShortSide(side, square, filter)
            : null;
    }

    private static ImagePreprocessing? ParseCrop(string name) =>
        name.StartsWith(CropWord, StringComparison.OrdinalIgnoreCase) && Side(name[CropWord.Length..]) is { } size
            ? CenterCrop(size)
            : null;

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is >= 1 and <= LargestSide
            ? side
            : null;

    private (long Width, long Height) Resized(int width, int height)
    {
        if (_size is { } size)
            return size;
        if (_shortSide is not { } side)
            return (width, height);
        return width <= height ? (side, (long)side * height / width) : ((long)side * width / height, side);
    }

    private ResampledAxis Cropped(int source, long resized)
    {
        if (_crop is not { } crop)
            return new ResampledAxis(source, resized, 0, (int)resized, _filter);
        var first = resized >= crop
            ? (long)Math.Round((resized - crop) / 2.0, MidpointRounding.ToEven)
            : -((crop - resized) / 2);
        return new ResampledAxis(source, resized, first, crop, _filter);
    }
}
