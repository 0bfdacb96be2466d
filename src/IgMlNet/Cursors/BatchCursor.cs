using IgMlNet.Scoring;
using Microsoft.ML;

namespace IgMlNet.Cursors;

/// <summary>Reads a batch of rows, runs a stage's model on it, and serves its rows one by one.</summary>
internal sealed class BatchCursor : BufferedCursor
{
    private readonly FeatureReader _features;
    private readonly ImageBatch _batch;
    private int _count;
    private int _next;

    public BatchCursor(
        ImageScoringTransformer stage,
        DataViewRowCursor input,
        DataViewSchema schema,
        bool[] isActive,
        DataViewSchema.Column features)
        : base(input, schema, isActive, ColumnBuffer.CanHold(features.Type.RawType) ? features.Index : -1, stage.BatchSize)
    {
        _features = stage.Scorer.NewReader(input, features);
        _batch = stage.Scorer.NewBatch(Capacity);
    }

    protected override int Advance() => _next < _count || Refill() ? _next++ : -1;

    protected override Delegate ComputedGetter(int column) => _batch.Getter(column, Slot);

    /// <summary>The features as they were read.</summary>
    protected override Delegate OwnGetter() => ValueGetters.Vector(_batch.Pixels, _batch.Row(0).Length, Slot);

    private bool Refill()
    {
        (_next, _count) = (0, 0);
        while (_count < Capacity && ReadRow(_count))
            _features.Read(_batch.Row(_count++));
        if (_count == 0)
            return false;
        _batch.Score(_count);
        return true;
    }
}
