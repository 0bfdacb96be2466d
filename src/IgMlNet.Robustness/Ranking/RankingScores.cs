namespace IgMlNet.Robustness.Ranking;

/// <summary>What a ranking method found.</summary>
/// <param name="Values">The scores, [neurons, classes] in row-major order.</param>
/// <param name="Settings">What the scores depend on besides method, model and probe images; empty for nothing.</param>
internal readonly record struct RankingScores(float[] Values, string Settings = "");
