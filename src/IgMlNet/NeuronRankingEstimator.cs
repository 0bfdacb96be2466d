using IgMlNet.Interop;
using IgMlNet.Ranking;
using IgMlNet.Scoring;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace IgMlNet;

/// <summary>
/// Ranks the neurons of a trained base model on labelled probe rows, as a component of its own. Its transformer tells of every row
/// how the neurons that matter for the predicted class answer; a defended scorer can take its ranking over.
/// </summary>
/// <remarks>
/// Input: <c>Features</c>, Vector&lt;Single&gt; of C·H·W pixels, and for fitting <c>Label</c>, a key with a value for every class of
/// the base model. Probe pixels are rounded to 256 levels. Output columns: see <see cref="NeuronRankingTransformer"/>. Paper:
/// Kulkarni &amp; Weng, Interpretability-Guided Test-Time Adversarial Defense (ECCV 2024), Sec. 4.1 step 1.
/// </remarks>
public sealed class NeuronRankingEstimator : IEstimator<NeuronRankingTransformer>
{
    private readonly IHost _host;
    private readonly NeuronRankingOptions _options;
    private readonly DeviceChoice _device;

    internal NeuronRankingEstimator(IHostEnvironment environment, NeuronRankingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _host = environment.Register(nameof(NeuronRankingEstimator));
        _options = options;
        _device = DeviceChoice.For(environment, options);
    }

    /// <summary>Ranks the neurons on all rows of the input.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">Labels and the base model's classes do not correspond, pixels are not of the
    /// promised scale, or the device is not there.</exception>
    /// <exception cref="ArgumentException">A class has no row, k is larger than the layer, or there is no such layer.</exception>
    /// <exception cref="IO.InputException">The checkpoint cannot be used.</exception>
    public NeuronRankingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(MlNetInternals.ShapeOf(input.Schema));
        var model = _options.BaseModel.Open(_device, _options);
        try
        {
            var order = ProbeRanking.Order(input.Schema[_options.LabelColumnName], _options.BaseModel, model.Classifier);
            var ranking = ProbeRanking.Rank(_host, input, _options, _options, model.Classifier, order);
            var settings = RankingSettings.FromOptions(_options);
            return new NeuronRankingTransformer(new NeuronScorer(model, ranking, settings), settings);
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
        FeatureColumn.FindLabel(inputSchema, _options.LabelColumnName);
        return RankingColumn.Promise(inputSchema, RankingSettings.FromOptions(_options));
    }
}
