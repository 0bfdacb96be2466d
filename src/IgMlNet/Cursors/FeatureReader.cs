using IgMlNet.Interop;
using IgMlNet.Robustness.Models;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Cursors;

/// <summary>Reads the pixels of the row that a cursor is on.</summary>
internal abstract class FeatureReader
{
    /// <summary>A reader of a column that <c>FeatureColumn.Find</c> found.</summary>
    /// <param name="row">The cursor or row.</param>
    /// <param name="features">The column.</param>
    /// <param name="shape">The shape that every image must have.</param>
    /// <param name="range">The scale of the pixels of vectors; those of images are brought to it.</param>
    public static FeatureReader Create(DataViewRow row, DataViewSchema.Column features, ImageShape shape, PixelRange range) =>
        MLImages.IsImage(features.Type)
            ? MLImageReader.Create(row, features, shape, range)
            : new VectorReader(row, features);

    /// <summary>Writes the pixels in planar order.</summary>
    /// <exception cref="InvalidOperationException">The row has no image of the model's size.</exception>
    public abstract void Read(Span<float> pixels);

    private sealed class VectorReader(DataViewRow row, DataViewSchema.Column features) : FeatureReader
    {
        private readonly ValueGetter<VBuffer<float>> _get = row.GetGetter<VBuffer<float>>(features);
        private VBuffer<float> _features;

        public override void Read(Span<float> pixels)
        {
            _get(ref _features);
            if (_features.Length != pixels.Length)
            {
                throw new InvalidOperationException(
                    FormattableString.Invariant($"A row has {_features.Length} pixels where {pixels.Length} are needed."));
            }

            _features.CopyTo(pixels);
        }
    }
}
