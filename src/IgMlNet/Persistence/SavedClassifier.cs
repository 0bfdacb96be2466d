using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Persistence;

/// <summary>The JSON beside the tensors of a saved classifier: all that they do not tell.</summary>
internal sealed record SavedClassifier(
    int Format,
    string Architecture,
    int Channels,
    int Height,
    int Width,
    string WeightsHash,
    RankingManifest Ranking,
    int K,
    double Temperature,
    int SmoothingSamples,
    double SmoothingDeviation,
    string FeatureColumnName,
    string ScoreColumnName,
    string PredictedLabelColumnName,
    int BatchSize,
    PixelRange PixelRange,
    ScoreOutput ScoreOutput,
    ulong Seed,
    IReadOnlyList<int> ClassOfSlot,
    SavedLabels? Labels);

/// <summary>The values of the label's keys as text.</summary>
internal sealed record SavedLabels(string Kind, IReadOnlyList<string> Values);
