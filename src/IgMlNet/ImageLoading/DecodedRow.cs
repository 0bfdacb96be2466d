using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.ImageLoading;

/// <summary>The row whose image is decoded when its pixels are first asked for.</summary>
internal sealed class DecodedRow(ImageLoadingSettings settings, DataViewRow input, DataViewSchema.Column source)
{
    private readonly DecodingJob _job = new(settings, input, source);
    private long _decodedPosition = -1;

    /// <summary>The <c>ValueGetter</c> of the only computed column.</summary>
    public Delegate Getter(int column) => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> target) =>
    {
        if (_decodedPosition < 0 || _decodedPosition != input.Position)
        {
            _job.Take();
            _job.Decode();
            _decodedPosition = input.Position;
        }

        _job.Read(ref target);
    });
}
