using IgMlNet.Robustness.Attacks.Losses;

namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>Options of <see cref="Adaptive"/>.</summary>
public sealed record AdaptiveOptions
{
    private readonly int _steps = 50;
    private readonly int _draws = 3;

    /// <summary>The number of steps through each surrogate. Default 50.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Steps
    {
        get => _steps;
        init => _steps = OptionValue.Positive(value);
    }

    /// <summary>Draws of a randomized model that each gradient is the mean of. Default 3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Draws
    {
        get => _draws;
        init => _draws = OptionValue.Positive(value);
    }

    /// <summary>The loss that is driven up. Default: the margin of the logits.</summary>
    public AttackLoss Loss { get; init; } = AttackLoss.CarliniWagner;

    /// <summary>Where to start. Default: a random direction at distance ε, as in AutoAttack.</summary>
    public AttackStart Start { get; init; } = AttackStart.Random;
}
