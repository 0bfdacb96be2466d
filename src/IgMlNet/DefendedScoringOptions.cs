using IgMlNet.Robustness.Defenses;

namespace IgMlNet;

/// <summary>What all ways to a defended scorer have in common: the defense, and the columns of its scores.</summary>
public abstract record DefendedScoringOptions : ImageScoringOptions
{
    private readonly string _scoreColumnName = "Score";
    private readonly string _predictedLabelColumnName = "PredictedLabel";

    private protected DefendedScoringOptions()
    {
    }

    /// <summary>The output Vector&lt;Single, K&gt; with a score for each class. Default <c>Score</c>.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string ScoreColumnName
    {
        get => _scoreColumnName;
        init => _scoreColumnName = Name(value);
    }

    /// <summary>The output key with the class of the highest score. Default <c>PredictedLabel</c>.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string PredictedLabelColumnName
    {
        get => _predictedLabelColumnName;
        init => _predictedLabelColumnName = Name(value);
    }

    /// <summary>What the score column holds. Default: probabilities.</summary>
    public ScoreOutput ScoreOutput { get; init; } = ScoreOutput.Probabilities;

    /// <summary>k, τ and smoothing of the defense. Default: the paper's k = 50 and τ = 0.01, without smoothing.</summary>
    public InterpretabilityGuidedOptions Defense { get; init; } = new();

    /// <summary>
    /// The source of the smoothing noise. Default: <see cref="ScoringNoise.FromSeed"/> of 0, so equal rows get equal scores and anyone
    /// who has the model's file can predict the noise.
    /// </summary>
    public ScoringNoise Noise { get; init; } = ScoringNoise.FromSeed(default);
}
