using IgMlNet.Interop;
using IgMlNet.Labels;
using IgMlNet.Ranking;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace IgMlNet;

/// <summary>
/// Ranks the neurons of a trained base model on labelled probe rows and gives the defended scorer. The base model is not trained:
/// fitting costs about one forward pass over the rows where pooling and a linear map follow the layer.
/// </summary>
/// <remarks>
/// Input: <c>Features</c>, Vector&lt;Single&gt; of C·H·W pixels, and <c>Label</c>, a key (<c>MapValueToKey</c>) with a value for every
/// class of the base model. Probe pixels are rounded to 256 levels for ranking. Output columns: see
/// <see cref="DefendedClassifierTransformer"/>. Paper: Kulkarni &amp; Weng, Interpretability-Guided Test-Time Adversarial Defense
/// (ECCV 2024).
/// </remarks>
public sealed class InterpretabilityGuidedDefenseTrainer : IEstimator<DefendedClassifierTransformer>
{
    private readonly IHost _host;
    private readonly DefenseTrainerOptions _options;
    private readonly DeviceChoice _device;

    internal InterpretabilityGuidedDefenseTrainer(IHostEnvironment environment, DefenseTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _host = environment.Register(nameof(InterpretabilityGuidedDefenseTrainer));
        _options = options;
        _device = DeviceChoice.For(environment, options);
    }

    /// <summary>Ranks the neurons on all rows of the input, or takes over the ranking of a stage further up.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">Labels and the base model's classes do not correspond, pixels are not of the
    /// promised scale, the ranking taken over is of another layer, or the device is not there.</exception>
    /// <exception cref="ArgumentException">A class has no row, k is larger than the layer, there is no such layer, or the ranking
    /// taken over is of another model.</exception>
    /// <exception cref="IO.InputException">The checkpoint cannot be used.</exception>
    public DefendedClassifierTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(MlNetInternals.ShapeOf(input.Schema));
        var label = input.Schema[_options.LabelColumnName];
        var values = LabelValues.FromColumn(label);
        var model = _options.BaseModel.Open(_device, _options);
        try
        {
            var order = ProbeRanking.Order(label, _options.BaseModel, model.Classifier);
            var ranking = _options.RankingColumnName is { } name
                ? TakeOver(input.Schema, name)
                : ProbeRanking.Rank(_host, input, _options, _options, model.Classifier, order);
            var settings = ScoringSettings.FromOptions(_options);
            FeatureColumn.Find(input.Schema, settings.FeatureColumnName, model.Classifier.InputShape);
            return new DefendedClassifierTransformer(new DefendedScorer(model, ranking, settings, order), settings, values);
        }
        catch
        {
            model.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        FeatureColumn.Check(inputSchema, _options.FeatureColumnName);
        var label = FeatureColumn.FindLabel(inputSchema, _options.LabelColumnName);
        if (_options.RankingColumnName is { } ranking)
            RankingColumn.Check(inputSchema, ranking);
        var values = label.Annotations.Where(annotation => annotation.Name == LabelValues.Annotation).ToList();
        return ScoreSchema.Promise(inputSchema, ScoringSettings.FromOptions(_options), values is [var column] ? column.ItemType : null);
    }

    private NeuronImportanceRanking TakeOver(DataViewSchema schema, string name)
    {
        var ranking = RankingColumn.Read(schema[name]);
        return _options.Layer is null || _options.Layer == ranking.Manifest.Layer
            ? ranking
            : throw new InvalidOperationException(
                $"Layer is '{_options.Layer}', and the ranking of column '{name}' is of '{ranking.Manifest.Layer}'.");
    }
}
