using IgMlNet.Robustness.Ranking;

namespace IgMlNet;

/// <summary>Options of <see cref="DefendedClassifierEstimator"/>.</summary>
public sealed record DefendedClassifierOptions : DefendedScoringOptions
{
    /// <summary>The ranking of one of the base model's layers, which is then the layer that is masked.</summary>
    public required NeuronImportanceRanking Ranking { get; init; }
}
