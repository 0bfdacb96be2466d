namespace IgMlNet.Ranking;

/// <summary>What a fitted ranking stage keeps of its options.</summary>
internal sealed record RankingSettings(
    string FeatureColumnName,
    string TopActivationsColumnName,
    string TopShareColumnName,
    int BatchSize,
    PixelRange PixelRange,
    int K)
{
    public static RankingSettings FromOptions(NeuronRankingOptions options) => new(
        options.FeatureColumnName,
        options.TopActivationsColumnName,
        options.TopShareColumnName,
        options.BatchSize,
        options.PixelRange,
        options.K);
}
