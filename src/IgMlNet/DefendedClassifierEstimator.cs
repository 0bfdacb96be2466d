using IgMlNet.Interop;
using IgMlNet.Labels;
using IgMlNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace IgMlNet;

/// <summary>
/// Applies a base model and a ranking that exist already; there is nothing to fit. The values of <c>PredictedLabel</c> are the base
/// model's class names where they are known; otherwise its keys, class + 1, have no values.
/// </summary>
/// <remarks>Output columns: see <see cref="DefendedClassifierTransformer"/>.</remarks>
public sealed class DefendedClassifierEstimator : IEstimator<DefendedClassifierTransformer>
{
    private readonly DefendedClassifierOptions _options;
    private readonly DeviceChoice _device;

    internal DefendedClassifierEstimator(IHostEnvironment environment, DefendedClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _device = DeviceChoice.For(environment, options);
    }

    /// <summary>Opens the base model; of the input only the schema is looked at.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or is no image of the model's size.</exception>
    /// <exception cref="ArgumentException">The ranking is of another model, or k is larger than the layer.</exception>
    /// <exception cref="InvalidOperationException">There are not as many class names as classes, or the device is not there.</exception>
    /// <exception cref="IO.InputException">The checkpoint cannot be used.</exception>
    public DefendedClassifierTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(MlNetInternals.ShapeOf(input.Schema));
        var model = _options.BaseModel.Open(_device, _options);
        try
        {
            var settings = ScoringSettings.FromOptions(_options);
            FeatureColumn.Find(input.Schema, settings.FeatureColumnName, model.Classifier.InputShape);
            var labels = _options.BaseModel.ClassNames is { } names ? LabelValues.OfNames(names) : null;
            var scorer = new DefendedScorer(
                model, _options.Ranking, settings, [.. Enumerable.Range(0, model.Classifier.ClassCount)]);
            return new DefendedClassifierTransformer(scorer, settings, labels);
        }
        catch
        {
            model.Release();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or no vector of numbers.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        FeatureColumn.Check(inputSchema, _options.FeatureColumnName);
        return ScoreSchema.Promise(
            inputSchema,
            ScoringSettings.FromOptions(_options),
            _options.BaseModel.ClassNames is null ? null : TextDataViewType.Instance);
    }
}
