namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>Options of <see cref="GamaPgd"/>.</summary>
public sealed record GamaPgdOptions
{
    private readonly int _steps = 100;
    private readonly double _guidance = 50;

    /// <summary>The number of steps. Default 100, as in the published code.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Steps
    {
        get => _steps;
        init => _steps = OptionValue.Positive(value);
    }

    /// <summary>The weight λ of the guidance at the first step. Default 50, as in the published code for CIFAR-10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or not a number.</exception>
    public double Guidance
    {
        get => _guidance;
        init
        {
            if (!double.IsFinite(value) || value < 0)
                throw new ArgumentOutOfRangeException(nameof(value), value, "The weight must be a finite number, 0 or more.");
            _guidance = value;
        }
    }
}
