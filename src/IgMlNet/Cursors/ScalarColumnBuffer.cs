using Microsoft.ML;

namespace IgMlNet.Cursors;

internal sealed class ScalarColumnBuffer<T>(DataViewRow row, DataViewSchema.Column column, int capacity) : ColumnBuffer
{
    private readonly ValueGetter<T> _get = row.GetGetter<T>(column);
    private readonly T[] _values = new T[capacity];

    public override void Fill(int slot) => _get(ref _values[slot]);

    public override Delegate CreateGetter(Func<int> slot) => (ValueGetter<T>)((ref T value) => value = _values[slot()]);
}
