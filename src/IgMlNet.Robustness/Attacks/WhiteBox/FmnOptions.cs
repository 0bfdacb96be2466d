namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>Options of <see cref="Fmn"/>; the defaults are the paper's but for the number of steps.</summary>
public sealed record FmnOptions
{
    private readonly int _steps = 100;
    private readonly double _stepSize = 1;
    private readonly double _shrinkage = 0.05;

    /// <summary>The number of steps. Default 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Steps
    {
        get => _steps;
        init => _steps = OptionValue.Positive(value);
    }

    /// <summary>
    /// The ℓ2 length α of the first step, in pixel units of [0,1]; it falls along a cosine to a hundredth. Default 1, the paper's for ℓ1 and
    /// ℓ2, and for ℓ∞ on the scale of its gradient.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive finite number.</exception>
    public double StepSize
    {
        get => _stepSize;
        init => _stepSize = OptionValue.Positive(value);
    }

    /// <summary>
    /// The share γ by which the radius first shrinks where an iterate is misclassified and grows where it is not, in (0,1); it falls along a
    /// cosine to a fiftieth. Default 0.05.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside (0,1).</exception>
    public double Shrinkage
    {
        get => _shrinkage;
        init
        {
            if (value is not (> 0 and < 1))
                throw new ArgumentOutOfRangeException(nameof(value), value, "It must be in (0,1).");
            _shrinkage = value;
        }
    }

    /// <summary>What an identifier says of options other than the default.</summary>
    internal string Deviations => new FmnOptions { Steps = Steps } == this
        ? ""
        : FormattableString.Invariant($"-{StepSize}-{Shrinkage}");
}
