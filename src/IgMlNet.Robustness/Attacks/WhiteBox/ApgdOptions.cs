using IgMlNet.Robustness.Attacks.Losses;

namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>Options of <see cref="Apgd"/>.</summary>
public sealed record ApgdOptions
{
    private readonly int _steps = 100;

    /// <summary>The number of steps. Default 100, as in AutoAttack.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Steps
    {
        get => _steps;
        init => _steps = OptionValue.Positive(value);
    }

    /// <summary>The loss that is driven up. Default: cross-entropy.</summary>
    public AttackLoss Loss { get; init; } = AttackLoss.CrossEntropy;

    /// <summary>Where to start. Default: a random direction at distance ε, as in AutoAttack.</summary>
    public AttackStart Start { get; init; } = AttackStart.Random;
}
