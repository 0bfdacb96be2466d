using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Cursors;

/// <summary>
/// A cursor that reads its input ahead into slots: copies of the active pass-through columns, of ids and of batch numbers. Where a
/// column cannot be copied (an image), there is one slot and the input's own getters serve.
/// </summary>
internal abstract class BufferedCursor : DataViewRowCursor
{
    private readonly DataViewRowCursor _input;
    private readonly bool[] _isActive;
    private readonly int _ownColumn;
    private readonly ValueGetter<DataViewRowId> _getId;
    private readonly ColumnBuffer?[] _buffers;
    private readonly ColumnBuffer[] _filled;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _batches;
    private long _served;
    private long _position = -1;
    private int _slot = -1;
    private bool _isInputDone;
    private bool _disposed;

    /// <summary>Makes the slots.</summary>
    /// <param name="input">The input; disposed of with this cursor.</param>
    /// <param name="schema">The input's columns, then the computed ones.</param>
    /// <param name="isActive">Which of them are wanted.</param>
    /// <param name="ownColumn">An input column that <see cref="OwnGetter"/> serves; -1 for none.</param>
    /// <param name="capacity">The slots wanted.</param>
    protected BufferedCursor(DataViewRowCursor input, DataViewSchema schema, bool[] isActive, int ownColumn, int capacity)
    {
        _input = input;
        _isActive = isActive;
        _ownColumn = ownColumn;
        Schema = schema;
        var passed = input.Schema.Where(column => isActive[column.Index] && column.Index != ownColumn).ToList();
        Capacity = passed.TrueForAll(column => ColumnBuffer.CanHold(column.Type.RawType)) ? capacity : 1;
        _getId = input.GetIdGetter();
        _buffers = new ColumnBuffer?[input.Schema.Count];
        if (Capacity > 1)
        {
            foreach (var column in passed)
                _buffers[column.Index] = ColumnBuffer.Create(input, column, Capacity);
        }

        _filled = [.. _buffers.OfType<ColumnBuffer>()];
        _ids = new DataViewRowId[Capacity];
        _batches = new long[Capacity];
    }

    public sealed override DataViewSchema Schema { get; }

    public sealed override long Position => _position;

    public sealed override long Batch => _position >= 0 ? _batches[_slot] : 0;

    /// <summary>The number of slots.</summary>
    protected int Capacity { get; }

    public sealed override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _slot = Advance();
        _position = _slot >= 0 ? _served++ : -1;
        return _slot >= 0;
    }

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _ids[Slot()];

    public sealed override bool IsColumnActive(DataViewSchema.Column column) => _isActive[column.Index];

    public sealed override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (column.Index >= _isActive.Length || !_isActive[column.Index])
            throw ValueGetters.Inactive(column);
        if (column.Index < _buffers.Length && column.Index != _ownColumn && _buffers[column.Index] is null)
            return _input.GetGetter<TValue>(_input.Schema[column.Index]);
        var getter = column.Index == _ownColumn ? OwnGetter()
            : column.Index < _buffers.Length ? _buffers[column.Index]!.CreateGetter(Slot)
            : ComputedGetter(column.Index - _buffers.Length);
        return ValueGetters.Typed<TValue>(getter, column);
    }

    /// <summary>The slot of the next row; -1 behind the last.</summary>
    protected abstract int Advance();

    /// <summary>A <c>ValueGetter</c> of a computed column, numbered from 0.</summary>
    protected abstract Delegate ComputedGetter(int column);

    /// <summary>A <c>ValueGetter</c> of the input column that is served here.</summary>
    protected virtual Delegate OwnGetter() => throw new NotSupportedException();

    /// <summary>The slot of the current row.</summary>
    protected int Slot() => _position >= 0 ? _slot : throw new InvalidOperationException("The cursor is not on a row.");

    /// <summary>Reads the input's next row into a slot; false behind its last.</summary>
    protected bool ReadRow(int slot)
    {
        if (_isInputDone || !_input.MoveNext())
        {
            _isInputDone = true;
            return false;
        }

        foreach (var buffer in _filled)
            buffer.Fill(slot);
        _getId(ref _ids[slot]);
        _batches[slot] = _input.Batch;
        return true;
    }

    /// <inheritdoc/>
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
}
