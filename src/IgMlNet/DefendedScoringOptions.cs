using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Randomness;

namespace IgMlNet;

/// <summary>What all ways to a defended scorer have in common: columns, pixels, the defense, the device.</summary>
public abstract record DefendedScoringOptions
{
    private readonly string _featureColumnName = "Features";
    private readonly string _scoreColumnName = "Score";
    private readonly string _predictedLabelColumnName = "PredictedLabel";
    private readonly int _batchSize = 64;
    private readonly int? _gpuDeviceId;

    private protected DefendedScoringOptions()
    {
    }

    /// <summary>The base model to defend.</summary>
    public required BaseModel BaseModel { get; init; }

    /// <summary>
    /// The input: Vector&lt;Single&gt; of C·H·W pixels in planar order (all of red, then green, then blue, rows from the top), with
    /// or without the dimensions [C,H,W]. Default <c>Features</c>.
    /// </summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string FeatureColumnName
    {
        get => _featureColumnName;
        init => _featureColumnName = Name(value);
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

    /// <summary>
    /// Rows that <c>Transform</c> scores together, and so reads ahead. Default 64. Scores do not depend on it but for the last bits
    /// of rounding.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int BatchSize
    {
        get => _batchSize;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _batchSize = value;
        }
    }

    /// <summary>The scale of the pixels. Default: [0,1].</summary>
    public PixelRange PixelRange { get; init; } = PixelRange.Unit;

    /// <summary>What the score column holds. Default: probabilities.</summary>
    public ScoreOutput ScoreOutput { get; init; } = ScoreOutput.Probabilities;

    /// <summary>k, τ and smoothing of the defense. Default: the paper's k = 50 and τ = 0.01, without smoothing.</summary>
    public InterpretabilityGuidedOptions Defense { get; init; } = new();

    /// <summary>
    /// Seed of the smoothing noise, which is derived from it and the row's pixels: the same row meets the same noise whatever its
    /// batch, position or path. Default 0.
    /// </summary>
    public RandomSeed Seed { get; init; }

    /// <summary>
    /// The CUDA device to compute on, from 0; null takes the context's <c>GpuDeviceId</c> and <c>FallbackToCpu</c> as they are when
    /// the estimator is made, and the CPU where it has none. A loaded model follows the context that loads it. A base model that
    /// is a <c>Classifier</c> instance stays where it is.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int? GpuDeviceId
    {
        get => _gpuDeviceId;
        init
        {
            if (value is { } id)
                ArgumentOutOfRangeException.ThrowIfNegative(id);
            _gpuDeviceId = value;
        }
    }

    /// <summary>
    /// Whether to compute on the CPU where the device named by <see cref="GpuDeviceId"/> is not there, instead of failing.
    /// Default false.
    /// </summary>
    public bool FallbackToCpu { get; init; }

    private protected static string Name(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return value;
    }
}
