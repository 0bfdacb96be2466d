using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Cursors;

/// <summary>Computes row by row, as <c>PredictionEngine</c> asks for.</summary>
/// <param name="inputSchema">The input's columns.</param>
/// <param name="outputSchema">The same, then the computed ones.</param>
/// <param name="source">The column that they are computed from.</param>
/// <param name="compute">
/// Makes, for a row that may change under it, what gives the <c>ValueGetter</c> of a computed column, numbered from 0. It holds no
/// native memory: nobody disposes of it.
/// </param>
internal sealed class ComputedRowMapper(
    DataViewSchema inputSchema,
    DataViewSchema outputSchema,
    DataViewSchema.Column source,
    Func<DataViewRow, Func<int, Delegate>> compute) : IRowToRowMapper
{
    public DataViewSchema InputSchema => inputSchema;

    public DataViewSchema OutputSchema => outputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var isNeeded = new bool[inputSchema.Count];
        foreach (var column in dependingColumns)
            isNeeded[column.Index < inputSchema.Count ? column.Index : source.Index] = true;
        return [.. inputSchema.Where(column => isNeeded[column.Index])];
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        if (!ReferenceEquals(input.Schema, inputSchema))
            throw new ArgumentException("The row's schema is not the mapper's input schema.", nameof(input));
        HashSet<int> active = [.. activeColumns.Select(column => column.Index)];
        return new ComputedRow(
            input, outputSchema, active, active.Any(column => column >= inputSchema.Count) ? compute(input) : null);
    }

    private sealed class ComputedRow(
        DataViewRow input, DataViewSchema schema, HashSet<int> active, Func<int, Delegate>? getters) : DataViewRow
    {
        private bool _disposed;

        public override DataViewSchema Schema => schema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < input.Schema.Count
            ? input.IsColumnActive(input.Schema[column.Index])
            : active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (column.Index < input.Schema.Count)
                return input.GetGetter<TValue>(input.Schema[column.Index]);
            return active.Contains(column.Index)
                ? ValueGetters.Typed<TValue>(getters!(column.Index - input.Schema.Count), column)
                : throw ValueGetters.Inactive(column);
        }

        protected override void Dispose(bool disposing)
        {
            if (!_disposed)
            {
                _disposed = true;
                if (disposing)
                    input.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
