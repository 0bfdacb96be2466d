using IgMlNet.Robustness.Attacks.Losses;

namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>Options of <see cref="Pgd"/>.</summary>
public sealed record PgdOptions
{
    private readonly int _steps = 20;
    private readonly double _relativeStepSize = 0.25;

    /// <summary>The number of steps. Default 20, the usual length of a quick white-box evaluation (PGD-20).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Steps
    {
        get => _steps;
        init => _steps = OptionValue.Positive(value);
    }

    /// <summary>The size of a step as a multiple of ε. Default 0.25: 2/255 at ε = 8/255, as Madry et al. use for CIFAR-10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive finite number.</exception>
    public double RelativeStepSize
    {
        get => _relativeStepSize;
        init => _relativeStepSize = OptionValue.Positive(value);
    }

    /// <summary>The loss that is driven up. Default: cross-entropy.</summary>
    public AttackLoss Loss { get; init; } = AttackLoss.CrossEntropy;

    /// <summary>Where to start. Default: a random point of the ball.</summary>
    public AttackStart Start { get; init; } = AttackStart.Random;

    /// <summary>What tells PGDs of one length apart in identifiers.</summary>
    internal string Suffix => Loss == AttackLoss.CrossEntropy ? "" : $"-{Loss.Id}";
}
