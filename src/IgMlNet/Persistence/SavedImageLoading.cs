using IgMlNet.Robustness.Images;

namespace IgMlNet.Persistence;

/// <summary>The JSON of a saved loading of image pixels.</summary>
internal sealed record SavedImageLoading(
    string InputColumnName,
    string OutputColumnName,
    string? ImageFolder,
    string Preprocessing,
    int ImageWidth,
    int ImageHeight,
    ImageColors Colors,
    PixelRange PixelRange);
