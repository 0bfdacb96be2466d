using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Persistence;

/// <summary>The JSON beside the tensors of a saved stage.</summary>
internal abstract record SavedStage(int Format, SavedModel Model);

/// <summary>The base model, and the ranking of one of its layers.</summary>
internal sealed record SavedModel(
    string Architecture, int Channels, int Height, int Width, string WeightsHash, RankingManifest Ranking);
