using Microsoft.ML;

namespace IgMlNet.Cursors;

/// <summary>A data view with the columns of a stage, computed batch by batch as rows are read.</summary>
internal sealed class BatchedDataView(ImageScoringTransformer stage, IDataView input) : IDataView
{
    private readonly DataViewSchema.Column _features = stage.FindFeatures(input.Schema);

    public DataViewSchema Schema { get; } = stage.GetOutputSchema(input.Schema);

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
        var isScored = isActive.AsSpan(input.Schema.Count).Contains(true);
        var needed = input.Schema.Where(column => isActive[column.Index] || (isScored && column.Index == _features.Index));
        var cursor = input.GetRowCursor(needed, rand);
        return isScored
            ? new BatchCursor(stage, cursor, Schema, isActive, _features)
            : new PassThroughCursor(cursor, Schema, isActive);
    }
}
