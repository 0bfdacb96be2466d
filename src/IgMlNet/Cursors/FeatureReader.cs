using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Cursors;

/// <summary>Reads the pixels of the row that a cursor is on.</summary>
internal sealed class FeatureReader(DataViewRow row, DataViewSchema.Column features)
{
    private readonly ValueGetter<VBuffer<float>> _get = row.GetGetter<VBuffer<float>>(features);
    private VBuffer<float> _features;

    /// <exception cref="InvalidOperationException">The vector is not an image of the model's size.</exception>
    public void Read(Span<float> pixels)
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
