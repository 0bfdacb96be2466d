using IgMlNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Cursors;

/// <summary>
/// Reads a batch of rows, scores it, and serves its rows one by one. Active pass-through columns are copied; where one of them
/// cannot be (an image), a batch is one row and the input's own getters serve.
/// </summary>
internal sealed class BatchCursor : DataViewRowCursor
{
    private readonly DataViewRowCursor _input;
    private readonly bool[] _isActive;
    private readonly int _featureIndex;
    private readonly FeatureReader _features;
    private readonly ImageBatch _batch;
    private readonly ValueGetter<DataViewRowId> _getId;
    private readonly ColumnBuffer?[] _buffers;
    private readonly ColumnBuffer[] _filled;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _batches;
    private long _served;
    private long _position = -1;
    private int _count;
    private int _slot = -1;
    private bool _isInputDone;
    private bool _disposed;

    public BatchCursor(
        ImageScoringTransformer stage,
        DataViewRowCursor input,
        DataViewSchema schema,
        bool[] isActive,
        DataViewSchema.Column features)
    {
        _input = input;
        _isActive = isActive;
        _featureIndex = ColumnBuffer.CanHold(features.Type.RawType) ? features.Index : -1;
        Schema = schema;
        var passed = input.Schema.Where(column => isActive[column.Index] && column.Index != _featureIndex).ToList();
        var capacity = passed.TrueForAll(column => ColumnBuffer.CanHold(column.Type.RawType)) ? stage.BatchSize : 1;
        _features = stage.Scorer.NewReader(input, features);
        _batch = stage.Scorer.NewBatch(capacity);
        _getId = input.GetIdGetter();
        _buffers = new ColumnBuffer?[input.Schema.Count];
        if (capacity > 1)
        {
            foreach (var column in passed)
                _buffers[column.Index] = ColumnBuffer.Create(input, column, capacity);
        }

        _filled = [.. _buffers.OfType<ColumnBuffer>()];
        _ids = new DataViewRowId[capacity];
        _batches = new long[capacity];
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => _position >= 0 ? _batches[_slot] : 0;

    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (++_slot >= _count && !Refill())
        {
            (_position, _slot, _count) = (-1, -1, 0);
            return false;
        }

        _position = _served++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _ids[Slot()];

    public override bool IsColumnActive(DataViewSchema.Column column) => _isActive[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (column.Index >= _isActive.Length || !_isActive[column.Index])
            throw new InvalidOperationException($"Column '{column.Name}' is not active.");
        if (column.Index < _buffers.Length && column.Index != _featureIndex && _buffers[column.Index] is null)
            return _input.GetGetter<TValue>(_input.Schema[column.Index]);
        return Getter(column.Index) as ValueGetter<TValue>
            ?? throw new InvalidOperationException(
                $"Invalid TValue in GetGetter: '{typeof(TValue)}' for column '{column.Name}' of type {column.Type}.");
    }

    protected override void Dispose(bool disposing)
    {
        if (!_disposed)
        {
            _disposed = true;
            _position = -1;
            if (disposing)
                _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private Delegate Getter(int column)
    {
        if (column == _featureIndex)
            return ValueGetters.Vector(_batch.Pixels, _batch.Row(0).Length, Slot);
        return column < _buffers.Length
            ? _buffers[column]!.CreateGetter(Slot)
            : _batch.Getter(column - _buffers.Length, Slot);
    }

    private int Slot() => _position >= 0 ? _slot : throw new InvalidOperationException("The cursor is not on a row.");

    private bool Refill()
    {
        (_slot, _count) = (0, 0);
        while (_count < _batch.Capacity && !_isInputDone)
        {
            if (!_input.MoveNext())
            {
                _isInputDone = true;
                break;
            }

            _features.Read(_batch.Row(_count));
            foreach (var buffer in _filled)
                buffer.Fill(_count);
            _getId(ref _ids[_count]);
            _batches[_count] = _input.Batch;
            _count++;
        }

        if (_count == 0)
            return false;
        _batch.Score(_count);
        return true;
    }
}
