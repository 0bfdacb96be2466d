using IgMlNet.Ranking;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Scoring;

namespace IgMlNet.Persistence;

/// <summary>Saved ranking stages.</summary>
internal sealed class RankerFormat : StageFormat<NeuronRankingTransformer, SavedRanker>
{
    private RankerFormat()
        : base("saved neuron ranking", "igmlnet.ranker")
    {
    }

    public static RankerFormat Instance { get; } = new();

    protected override SavedRanker Describe(NeuronRankingTransformer stage, int format, SavedModel model) => new(
        format,
        model,
        stage.Settings.FeatureColumnName,
        stage.Settings.TopActivationsColumnName,
        stage.Settings.TopShareColumnName,
        stage.Settings.BatchSize,
        stage.Settings.PixelRange,
        stage.Settings.K);

    protected override NeuronRankingTransformer Restore(SavedRanker saved, OpenedModel model, NeuronImportanceRanking ranking)
    {
        var settings = new RankingSettings(
            saved.FeatureColumnName,
            saved.TopActivationsColumnName,
            saved.TopShareColumnName,
            BatchSize(saved.BatchSize),
            saved.PixelRange,
            saved.K > 0 ? saved.K : throw Damaged("has no usable k"));
        return new NeuronRankingTransformer(new NeuronScorer(model, ranking, settings), settings);
    }
}
