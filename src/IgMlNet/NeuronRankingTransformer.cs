using IgMlNet.Interop;
using IgMlNet.IO;
using IgMlNet.Persistence;
using IgMlNet.Ranking;
using IgMlNet.Scoring;
using Microsoft.ML;

namespace IgMlNet;

/// <summary>
/// Tells of every row how the base model's important neurons answer. It adds the columns <c>TopActivations</c>,
/// Vector&lt;Single, k&gt; with the activations of the k most important neurons of the class that the base model predicts, the most
/// important first, each averaged over positions; and <c>TopActivationShare</c>, Single in [0,1], the share that these neurons have
/// in the absolute activation of all: where it is unusually low for a class, the prediction rests on other evidence than the
/// class's own, which is a signal for detectors.
/// </summary>
/// <remarks>
/// A row whose pixels or activations are not finite has missing values (NaN, as ML.NET writes them) in both columns, and is counted
/// in <see cref="ImageScoringTransformer.NonFiniteRowCount"/>. A layer without any activation has the share 0.
/// <see cref="ImageScoringTransformer.Ranking"/> can be handed to <see cref="DefendedClassifierOptions.Ranking"/>; within one
/// pipeline <see cref="DefenseTrainerOptions.RankingColumnName"/> takes it over.
/// </remarks>
public sealed class NeuronRankingTransformer : ImageScoringTransformer
{
    private readonly NeuronScorer _scorer;

    internal NeuronRankingTransformer(NeuronScorer scorer, RankingSettings settings)
    {
        _scorer = scorer;
        Settings = settings;
    }

    internal override NeuronScorer Scorer => _scorer;

    internal RankingSettings Settings { get; }

    internal override string FeatureColumnName => Settings.FeatureColumnName;

    internal override int BatchSize => Settings.BatchSize;

    /// <summary>Loads what <see cref="ImageScoringTransformer.Save"/> wrote. The device is the context's.</summary>
    /// <param name="mlContext">The context; its <c>GpuDeviceId</c> and <c>FallbackToCpu</c> choose the device.</param>
    /// <param name="stream">The saved stage, from its beginning.</param>
    /// <exception cref="InputException">The stream holds something else, is damaged, or was written by a newer version.</exception>
    public static NeuronRankingTransformer Load(MLContext mlContext, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentNullException.ThrowIfNull(stream);
        return RankerFormat.Instance.Read(stream, DeviceChoice.FromContext(mlContext));
    }

    private protected override DataViewSchema Deliver(DataViewSchema input) => RankingColumn.Deliver(input, Settings, Ranking);

    private protected override void Write(Stream stream) => RankerFormat.Instance.Write(stream, this);

    private protected override void SaveModel(ModelSaveContext context) => NeuronRankingLoader.Loader.Save(this, context);
}
