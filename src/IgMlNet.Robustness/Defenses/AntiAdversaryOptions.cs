namespace IgMlNet.Robustness.Defenses;

/// <summary>Options of <see cref="AntiAdversary"/>.</summary>
public sealed record AntiAdversaryOptions
{
    private readonly int _steps = 2;
    private readonly double _stepSize = 0.15;

    /// <summary>The number k of steps away from the decision boundary. Default 2, the paper's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Steps
    {
        get => _steps;
        init => _steps = OptionValue.Positive(value);
    }

    /// <summary>The length α of a step for every pixel, in pixel units of [0,1]. Default 0.15, the paper's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive finite number.</exception>
    public double StepSize
    {
        get => _stepSize;
        init => _stepSize = OptionValue.Positive(value);
    }
}
