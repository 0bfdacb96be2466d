using IgMlNet.Robustness.Defenses;

namespace IgMlNet.Scoring;

/// <summary>What a fitted scorer keeps of its options.</summary>
internal sealed record ScoringSettings(
    string FeatureColumnName,
    string ScoreColumnName,
    string PredictedLabelColumnName,
    int BatchSize,
    PixelRange PixelRange,
    ScoreOutput ScoreOutput,
    InterpretabilityGuidedOptions Defense,
    ScoringNoise Noise)
{
    public static ScoringSettings FromOptions(DefendedScoringOptions options) => new(
        options.FeatureColumnName,
        options.ScoreColumnName,
        options.PredictedLabelColumnName,
        options.BatchSize,
        options.PixelRange,
        options.ScoreOutput,
        options.Defense,
        options.Noise);
}
