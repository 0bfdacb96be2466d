using IgMlNet.Cursors;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet;

/// <summary>
/// A stage of a pipeline that runs a base model on the rows' images, and knows a ranking of the neurons of one of its layers.
/// </summary>
/// <remarks>
/// <c>Transform</c> is lazy and runs <c>BatchSize</c> rows at a time, so it reads that far ahead; where an image column is read
/// beside the computed ones, rows are run one by one. The same row gets the same values, up to rounding, whatever its batch,
/// position or path, unless <see cref="ScoringNoise.Fresh"/> is chosen. Any number of threads may use one transformer. It is saved by <c>mlContext.Model.Save</c> and loaded by
/// <c>mlContext.Model.Load</c> in any application that references this package.
/// </remarks>
public abstract class ImageScoringTransformer : ITransformer, IDisposable
{
    private protected ImageScoringTransformer()
    {
    }

    /// <summary>The ranking.</summary>
    public NeuronImportanceRanking Ranking => Scorer.Ranking;

    /// <summary>Rows run so far whose pixels or logits were not finite; each time a row is run counts.</summary>
    public long NonFiniteRowCount => Scorer.NonFiniteRows;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal abstract ImageScorer Scorer { get; }

    internal abstract string FeatureColumnName { get; }

    internal abstract int BatchSize { get; }

    /// <summary>
    /// Saves this stage alone, in a format of this package (safetensors) that does not depend on ML.NET. For whole pipelines use
    /// <c>mlContext.Model.Save</c>. A network of a user-supplied architecture is saved under its name; whoever loads it calls
    /// <see cref="Robustness.Models.Architectures.Architecture.Register"/> first.
    /// </summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Write(stream);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or is not an image of the model's size.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        FindFeatures(inputSchema);
        return Deliver(inputSchema);
    }

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (features, schema) = (FindFeatures(input.Schema), GetOutputSchema(input.Schema));
        return new ComputedDataView(
            input, schema, features, (cursor, isActive) => new BatchCursor(this, cursor, schema, isActive, features));
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var features = FindFeatures(inputSchema);
        return new ComputedRowMapper(
            inputSchema, GetOutputSchema(inputSchema), features, row => new ScoredRow(Scorer, row, features).Getter);
    }

    /// <summary>Releases the model, unless it is a <c>Classifier</c> that the application gave. Waits for rows being run.</summary>
    public void Dispose()
    {
        Scorer.Dispose();
        GC.SuppressFinalize(this);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

    internal DataViewSchema.Column FindFeatures(DataViewSchema schema) =>
        FeatureColumn.Find(schema, FeatureColumnName, Scorer.Shape);

    /// <summary>The input's columns, then the computed ones.</summary>
    private protected abstract DataViewSchema Deliver(DataViewSchema input);

    private protected abstract void Write(Stream stream);

    private protected abstract void SaveModel(ModelSaveContext context);
}
