using IgMlNet.Cursors;
using IgMlNet.Interop;
using IgMlNet.Labels;
using IgMlNet.Persistence;
using IgMlNet.Reporting;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet;

/// <summary>
/// A classifier behind the Interpretability-Guided Defense as a stage of a pipeline. It adds the columns <c>PredictedLabel</c>, a key
/// with the label's own values, and <c>Score</c>, Vector&lt;Single, K&gt; in the order of the keys, with ML.NET's annotations for
/// multiclass scores.
/// </summary>
/// <remarks>
/// <para>
/// <c>Transform</c> is lazy and scores <c>BatchSize</c> rows at a time, so it reads that far ahead; where an image column is read
/// beside the scores, rows are scored one by one. The same row gets the same scores, up to rounding, whatever its batch, position
/// or path. Any number of threads may use one transformer. Models are saved by <c>mlContext.Model.Save</c> and loaded by
/// <c>mlContext.Model.Load</c> in any application that references this package.
/// </para>
/// <para>
/// No score is ever NaN or infinite, for ML.NET's evaluator silently leaves such rows out. A row whose pixels or logits are not
/// finite gets equal scores and a missing label, and is counted in <see cref="NonFiniteRowCount"/>.
/// </para>
/// <para>Paper: Kulkarni &amp; Weng, Interpretability-Guided Test-Time Adversarial Defense (ECCV 2024).</para>
/// </remarks>
public sealed class DefendedClassifierTransformer : ITransformer, IDisposable
{
    internal DefendedClassifierTransformer(DefendedScorer scorer, ScoringSettings settings, LabelValues? labels)
    {
        Scorer = scorer;
        Settings = settings;
        Labels = labels;
    }

    /// <summary>The ranking that the defense masks by.</summary>
    public NeuronImportanceRanking Ranking => Scorer.Ranking;

    /// <summary>Rows scored so far whose pixels or logits were not finite; each time a row is scored counts.</summary>
    public long NonFiniteRowCount => Scorer.NonFiniteRows;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal DefendedScorer Scorer { get; }

    internal ScoringSettings Settings { get; }

    internal LabelValues? Labels { get; }

    /// <summary>Loads what <see cref="Save"/> wrote. The device is the context's.</summary>
    /// <param name="mlContext">The context; its <c>GpuDeviceId</c> and <c>FallbackToCpu</c> choose the device.</param>
    /// <param name="stream">The saved classifier, from its beginning.</param>
    /// <exception cref="InputException">The stream holds something else, is damaged, or was written by a newer version.</exception>
    public static DefendedClassifierTransformer Load(MLContext mlContext, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentNullException.ThrowIfNull(stream);
        return ClassifierFormat.Read(stream, DeviceChoice.FromContext(mlContext));
    }

    /// <summary>
    /// Saves this stage alone, in a format of this package (safetensors) that does not depend on ML.NET. For whole pipelines use
    /// <c>mlContext.Model.Save</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The base model's architecture is not one of <c>Architecture.All</c>, so that its weights alone could not bring it back.
    /// </exception>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ClassifierFormat.Write(stream, this);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or is not an image of the model's size.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        FindFeatures(inputSchema);
        return ScoreSchema.Deliver(inputSchema, Settings, Labels, Scorer.ClassCount);
    }

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new DefendedDataView(this, input);
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new DefendedRowMapper(this, inputSchema);

    /// <summary>Releases the model, unless it is a <c>Classifier</c> that the application gave. Waits for rows being scored.</summary>
    public void Dispose() => Scorer.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx) => ModelLoader.Save(this, ctx);

    internal DataViewSchema.Column FindFeatures(DataViewSchema schema) =>
        FeatureColumn.Find(schema, Settings.FeatureColumnName, Scorer.Shape);
}
