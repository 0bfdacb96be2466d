using IgMlNet.Robustness.Images;

namespace IgMlNet;

/// <summary>Options of <see cref="ImagePixelLoadingEstimator"/>.</summary>
public sealed record ImagePixelLoadingOptions
{
    private readonly string _inputColumnName = "ImagePath";
    private readonly string _outputColumnName = "Features";
    private readonly ImagePreprocessing _preprocessing = ImagePreprocessing.None;
    private readonly int? _imageWidth;
    private readonly int? _imageHeight;
    private readonly int _lookAhead = 2 * Environment.ProcessorCount;

    /// <summary>
    /// The input: paths of PNG or JPEG files as text, or such files' bytes as a vector of <c>Byte</c>. Default <c>ImagePath</c>.
    /// </summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string InputColumnName
    {
        get => _inputColumnName;
        init => _inputColumnName = Name(value);
    }

    /// <summary>The output Vector&lt;Single, C, H, W&gt;. Default <c>Features</c>.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string OutputColumnName
    {
        get => _outputColumnName;
        init => _outputColumnName = Name(value);
    }

    /// <summary>The folder that paths are relative to; null (the default) for the process's working folder.</summary>
    public string? ImageFolder { get; init; }

    /// <summary>What is done to the pixels between file and vector. Default: nothing.</summary>
    public ImagePreprocessing Preprocessing
    {
        get => _preprocessing;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _preprocessing = value;
        }
    }

    /// <summary>
    /// Columns of every image, in pixels; needed where the preprocessing keeps sizes, for a vector's size is known before a file is.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int? ImageWidth
    {
        get => _imageWidth;
        init => _imageWidth = Side(value);
    }

    /// <summary>Rows of every image, in pixels; needed as <see cref="ImageWidth"/> is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int? ImageHeight
    {
        get => _imageHeight;
        init => _imageHeight = Side(value);
    }

    /// <summary>The colour planes. Default: red, green, blue.</summary>
    public ImageColors Colors { get; init; } = ImageColors.Rgb;

    /// <summary>The scale of the pixels. Default: [0,1].</summary>
    public PixelRange PixelRange { get; init; } = PixelRange.Unit;

    /// <summary>
    /// Rows whose images are decoded ahead of the reader, on all processors, each held as bytes until it is read. Default: two a
    /// processor. Where an image column is read beside, it is 1, and nothing is decoded ahead.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int LookAhead
    {
        get => _lookAhead;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _lookAhead = value;
        }
    }

    private static string Name(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return value;
    }

    private static int? Side(int? value)
    {
        if (value is { } side)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        return value;
    }
}
