using IgMlNet.Robustness.Attacks.Losses;
using IgMlNet.Robustness.Attacks.Targets;

namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>Options of <see cref="TargetedApgd"/>.</summary>
public sealed record TargetedApgdOptions
{
    private readonly int _steps = 100;
    private readonly int _targetClasses = TargetSearch.CustomaryTargetClasses;

    /// <summary>The number of steps towards each target class. Default 100, as in AutoAttack.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Steps
    {
        get => _steps;
        init => _steps = OptionValue.Positive(value);
    }

    /// <summary>
    /// The number of target classes: the first wrong ones of each image in <see cref="Order"/>; where there are fewer, all. Default 9, as in
    /// AutoAttack.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int TargetClasses
    {
        get => _targetClasses;
        init => _targetClasses = OptionValue.Positive(value);
    }

    /// <summary>In which order classes are tried. Default: the likeliest first, as in AutoAttack.</summary>
    public TargetOrder Order { get; init; } = TargetOrder.Likeliest;

    /// <summary>The loss that is driven up. Default: the targeted difference of logits ratio.</summary>
    public TargetedLoss Loss { get; init; } = TargetedLoss.Dlr;

    /// <summary>Where to start. Default: a random direction at distance ε, as in AutoAttack.</summary>
    public AttackStart Start { get; init; } = AttackStart.Random;
}
