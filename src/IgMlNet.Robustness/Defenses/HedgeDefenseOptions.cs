using IgMlNet.Robustness.Attacks;

namespace IgMlNet.Robustness.Defenses;

/// <summary>Options of <see cref="HedgeDefense"/>.</summary>
public sealed record HedgeDefenseOptions
{
    private readonly int _steps = 20;
    private readonly double _stepSize = 4 / 255.0;
    private readonly double _radius = 8 / 255.0;

    /// <summary>The number of steps. Default 20, the paper's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Steps
    {
        get => _steps;
        init => _steps = OptionValue.Positive(value);
    }

    /// <summary>The length of a step for every pixel, in pixel units of [0,1]. Default 4/255, the paper's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive finite number.</exception>
    public double StepSize
    {
        get => _stepSize;
        init => _stepSize = OptionValue.Positive(value);
    }

    /// <summary>The most that a pixel may change, in pixel units of [0,1]. Default 8/255, the paper's: the attack's ε.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive finite number.</exception>
    public double Radius
    {
        get => _radius;
        init => _radius = OptionValue.Positive(value);
    }

    /// <summary>
    /// Where the steps start. Default: at the image, which makes the defense deterministic; <see cref="AttackStart.Random"/> starts at
    /// a random point of the cube around it.
    /// </summary>
    public AttackStart Start { get; init; } = AttackStart.Image;

    /// <summary>The paper's proportions against perturbations of size ε: changes by up to ε in steps of ε/2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">ε is not a positive finite number.</exception>
    public static HedgeDefenseOptions For(double epsilon) => new() { Radius = epsilon, StepSize = epsilon / 2 };
}
