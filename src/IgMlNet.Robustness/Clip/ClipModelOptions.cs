namespace IgMlNet.Robustness.Clip;

/// <summary>What the tensors of a CLIP do not tell, and how to compute with them.</summary>
public sealed record ClipModelOptions
{
    private readonly ClipPrecision _precision = ClipPrecision.Single;
    private readonly ClipActivation? _activation;
    private readonly int? _visionHeads;
    private readonly int? _textHeads;

    /// <summary>The numbers to compute with. Default: single precision.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such precision.</exception>
    public ClipPrecision Precision
    {
        get => _precision;
        init => _precision = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>
    /// The nonlinearity. Null (the default) takes it from Hugging Face's <c>config.json</c> beside the weights, else
    /// <see cref="ClipActivation.QuickGelu"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such nonlinearity.</exception>
    public ClipActivation? Activation
    {
        get => _activation;
        init => _activation = value is null || Enum.IsDefined(value.Value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>
    /// Attention heads of a vision transformer. Null (the default) takes them from Hugging Face's <c>config.json</c> beside the
    /// weights, else one for every 64 channels of width, as OpenAI's models have.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int? VisionHeads
    {
        get => _visionHeads;
        init => _visionHeads = Positive(value);
    }

    /// <summary>Attention heads of the text transformer; null as with <see cref="VisionHeads"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int? TextHeads
    {
        get => _textHeads;
        init => _textHeads = Positive(value);
    }

    private static int? Positive(int? value)
    {
        if (value is { } number)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(number);
        return value;
    }
}
