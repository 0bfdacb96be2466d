using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Cursors;

/// <summary>The input's rows under the output's schema, for readers that want no score: nothing is scored or buffered.</summary>
internal sealed class PassThroughCursor(DataViewRowCursor input, DataViewSchema schema, bool[] isActive) : DataViewRowCursor
{
    public override DataViewSchema Schema => schema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    public override bool MoveNext() => input.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => isActive[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => isActive[column.Index]
        ? input.GetGetter<TValue>(input.Schema[column.Index])
        : throw new InvalidOperationException($"Column '{column.Name}' is not active.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            input.Dispose();
        base.Dispose(disposing);
    }
}
