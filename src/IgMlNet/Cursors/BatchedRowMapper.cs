using IgMlNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Cursors;

/// <summary>Scores row by row, as <c>PredictionEngine</c> asks for.</summary>
internal sealed class BatchedRowMapper(ImageScoringTransformer stage, DataViewSchema inputSchema) : IRowToRowMapper
{
    private readonly DataViewSchema.Column _features = stage.FindFeatures(inputSchema);

    public DataViewSchema InputSchema => inputSchema;

    public DataViewSchema OutputSchema { get; } = stage.GetOutputSchema(inputSchema);

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var isNeeded = new bool[inputSchema.Count];
        foreach (var column in dependingColumns)
            isNeeded[column.Index < inputSchema.Count ? column.Index : _features.Index] = true;
        return [.. inputSchema.Where(column => isNeeded[column.Index])];
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        if (!ReferenceEquals(input.Schema, inputSchema))
            throw new ArgumentException("The row's schema is not the mapper's input schema.", nameof(input));
        return new ScoredRow(stage, input, OutputSchema, [.. activeColumns.Select(column => column.Index)], _features);
    }

    /// <summary>A row that is scored when one of the computed columns is first asked for. It holds no native memory.</summary>
    private sealed class ScoredRow : DataViewRow
    {
        private readonly DataViewRow _input;
        private readonly HashSet<int> _active;
        private readonly ImageBatch _batch;
        private readonly FeatureReader? _features;
        private long _scoredPosition = -1;
        private bool _disposed;

        public ScoredRow(
            ImageScoringTransformer stage,
            DataViewRow input,
            DataViewSchema schema,
            HashSet<int> active,
            DataViewSchema.Column features)
        {
            _input = input;
            _active = active;
            Schema = schema;
            _batch = stage.Scorer.NewBatch(1);
            if (active.Any(column => column >= input.Schema.Count))
                _features = stage.Scorer.NewReader(input, features);
        }

        public override DataViewSchema Schema { get; }

        public override long Position => _input.Position;

        public override long Batch => _input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < _input.Schema.Count
            ? _input.IsColumnActive(_input.Schema[column.Index])
            : _active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (column.Index < _input.Schema.Count)
                return _input.GetGetter<TValue>(_input.Schema[column.Index]);
            if (!_active.Contains(column.Index))
                throw new InvalidOperationException($"Column '{column.Name}' is not active.");
            var getter = _batch.Getter(column.Index - _input.Schema.Count, Scored);
            return getter as ValueGetter<TValue>
                ?? throw new InvalidOperationException(
                    $"Invalid TValue in GetGetter: '{typeof(TValue)}' for column '{column.Name}' of type {column.Type}.");
        }

        protected override void Dispose(bool disposing)
        {
            if (!_disposed)
            {
                _disposed = true;
                if (disposing)
                    _input.Dispose();
            }

            base.Dispose(disposing);
        }

        /// <summary>The only row of the batch, scored.</summary>
        private int Scored()
        {
            if (_scoredPosition >= 0 && _scoredPosition == _input.Position)
                return 0;
            _features!.Read(_batch.Row(0));
            _batch.Score(1);
            _scoredPosition = _input.Position;
            return 0;
        }
    }
}
