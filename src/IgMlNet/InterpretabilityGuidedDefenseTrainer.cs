using IgMlNet.Interop;
using IgMlNet.Labels;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;
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

    /// <summary>Ranks the neurons on all rows of the input.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">Labels and the base model's classes do not correspond, pixels are not of the
    /// promised scale, or the device is not there.</exception>
    /// <exception cref="ArgumentException">A class has no row, k is larger than the layer, or there is no such layer.</exception>
    /// <exception cref="Reporting.InputException">The checkpoint cannot be used.</exception>
    public DefendedClassifierTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(MlNetInternals.ShapeOf(input.Schema));
        var label = input.Schema[_options.LabelColumnName];
        var values = LabelValues.Of(label);
        var model = _options.BaseModel.Open(_device, _options);
        var (order, ranking) = RankOrRelease(input, label, values, model);
        var settings = ScoringSettings.Of(_options);
        return new DefendedClassifierTransformer(new DefendedScorer(model, ranking, settings, order), settings, values);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        FeatureColumn.Check(inputSchema, _options.FeatureColumnName);
        var label = FeatureColumn.FindLabel(inputSchema, _options.LabelColumnName);
        var values = label.Annotations.Where(annotation => annotation.Name == LabelValues.Annotation).ToList();
        return ScoreSchema.Promise(inputSchema, ScoringSettings.Of(_options), values is [var column] ? column.ItemType : null);
    }

    private (int[] Order, NeuronImportanceRanking Ranking) RankOrRelease(
        IDataView input, DataViewSchema.Column label, LabelValues? values, OpenedModel model)
    {
        try
        {
            var keys = ((KeyDataViewType)label.Type).Count;
            var classes = model.Classifier.ClassCount;
            var order = ClassOrder.Of(label.Name, keys, values, _options.BaseModel.ClassNames, classes);
            return (order, Rank(input, label, model.Classifier, order));
        }
        catch
        {
            model.Release();
            throw;
        }
    }

    private NeuronImportanceRanking Rank(IDataView input, DataViewSchema.Column label, Classifier classifier, int[] order)
    {
        var features = FeatureColumn.Find(input.Schema, _options.FeatureColumnName, classifier.InputShape);
        var names = _options.BaseModel.ClassNames
            ?? [.. Enumerable.Range(0, classifier.ClassCount).Select(i => FormattableString.Invariant($"{i}"))];
        var layer = _options.Layer is null ? classifier.PenultimateLayer : classifier.Layer(_options.Layer);
        using var channel = _host.Start("Rank");
        var probe = LabeledRows.Read(
            _host,
            input,
            label,
            features,
            classifier.InputShape,
            _options.PixelRange,
            order,
            names,
            MissingLabels.Skip,
            _options.CancellationToken);
        return _options.RankingMethod.Rank(
            classifier, layer, probe, _options.RankingOptions, new Watched(_host, _options.Progress), _options.CancellationToken);
    }

    /// <summary>Passes progress on, and stops where the context says so.</summary>
    private sealed class Watched(IHostEnvironment host, IProgress<double>? progress) : IProgress<double>
    {
        public void Report(double value)
        {
            MlNetInternals.ThrowIfCanceled(host);
            progress?.Report(value);
        }
    }
}
