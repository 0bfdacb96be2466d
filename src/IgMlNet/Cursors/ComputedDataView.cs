using Microsoft.ML;

namespace IgMlNet.Cursors;

/// <summary>A data view with columns behind the input's that are computed as rows are read.</summary>
/// <param name="input">The input; its column i stays column i.</param>
/// <param name="schema">The input's columns, then the computed ones.</param>
/// <param name="source">The column that they are computed from.</param>
/// <param name="compute">Makes the cursor of readers that want a computed column, from the input's and what they want.</param>
internal sealed class ComputedDataView(
    IDataView input,
    DataViewSchema schema,
    DataViewSchema.Column source,
    Func<DataViewRowCursor, bool[], DataViewRowCursor> compute) : IDataView
{
    public DataViewSchema Schema => schema;

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    /// <summary>One cursor; ML.NET splits its rows among threads itself where it wants more.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var isActive = new bool[Schema.Count];
        foreach (var column in columnsNeeded)
            isActive[column.Index] = true;
        var isComputed = isActive.AsSpan(input.Schema.Count).Contains(true);
        var needed = input.Schema.Where(column => isActive[column.Index] || (isComputed && column.Index == source.Index));
        var cursor = input.GetRowCursor(needed, rand);
        return isComputed ? compute(cursor, isActive) : new PassThroughCursor(cursor, Schema, isActive);
    }
}
