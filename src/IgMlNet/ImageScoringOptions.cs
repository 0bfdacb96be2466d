namespace IgMlNet;

/// <summary>What all stages that run a base model on images have in common: the model, the input, the device.</summary>
public abstract record ImageScoringOptions
{
    private readonly string _featureColumnName = "Features";
    private readonly int _batchSize = 64;
    private readonly int? _gpuDeviceId;

    private protected ImageScoringOptions()
    {
    }

    /// <summary>The base model.</summary>
    public required BaseModel BaseModel { get; init; }

    /// <summary>
    /// The input: Vector&lt;Single&gt; of C·H·W pixels in planar order (all of red, then green, then blue, rows from the top), with
    /// or without the dimensions [C,H,W]; or <c>MLImage</c>, as <c>LoadImages</c> and <c>ResizeImages</c> give it, of the model's
    /// size. Transparency is dropped; a model of one plane gets the luma. Default <c>Features</c>.
    /// </summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string FeatureColumnName
    {
        get => _featureColumnName;
        init => _featureColumnName = Name(value);
    }

    /// <summary>
    /// Rows that <c>Transform</c> scores together, and so reads ahead. Default 64. What is computed does not depend on it but for the last bits
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

    /// <summary>The scale of the pixels in a vector; images have their own. Default: [0,1].</summary>
    public PixelRange PixelRange { get; init; } = PixelRange.Unit;

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
