using System.Runtime.CompilerServices;
using IgMlNet.Interop;
using IgMlNet.Robustness.Images;
using IgMlNet.Robustness.Models;
using IgMlNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Cursors;

/// <summary>Reads columns of <c>MLImage</c>.</summary>
internal sealed class MLImageReader : FeatureReader
{
    private readonly DataViewRow _row;
    private readonly string _column;
    private readonly ImageShape _shape;
    private readonly PixelRange _range;
    private readonly ValueGetter<MLImage?> _get;
    private readonly byte[] _planes;

    // Not disposed of at the end: it may be the application's own. A loader disposes of the last one itself.
    private MLImage? _image;

    private MLImageReader(DataViewRow row, DataViewSchema.Column features, ImageShape shape, PixelRange range)
    {
        (_row, _column, _shape, _range) = (row, features.Name, shape, range);
        _get = row.GetGetter<MLImage?>(features);
        _planes = new byte[shape.Size];
    }

    /// <summary>Apart, so that an application without such columns needs no type of theirs.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static new FeatureReader Create(DataViewRow row, DataViewSchema.Column features, ImageShape shape, PixelRange range) =>
        new MLImageReader(row, features, shape, range);

    public override void Read(Span<float> pixels)
    {
        _get(ref _image);
        if (_image is not { } image)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"Row {_row.Position} has no image in the column '{_column}'. Filter such rows first."));
        }

        var (width, height) = MLImages.SizeOf(image);
        if ((width, height) != (_shape.Width, _shape.Height))
        {
            var name = string.IsNullOrEmpty(image.Tag) ? "" : $" ({image.Tag})";
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The image of row {_row.Position}{name} has {width}x{height} pixels where {_shape.Width}x{_shape.Height} are needed. ") +
                "Put ResizeImages before this stage.");
        }

        MLImages.Split(image, _shape.Channels == 1 ? ImageColors.Grey : ImageColors.Rgb, _planes);
        Pixels.FromBytes(_planes, _range, pixels);
    }
}
