using System.Globalization;

namespace IgMlNet.Robustness.Attacks.WhiteBox;

/// <summary>Options of <see cref="Fab"/> and <see cref="TargetedFab"/>; all defaults are AutoAttack's.</summary>
public sealed record FabOptions
{
    private readonly int _steps = 100;
    private readonly double _largestBias = 0.1;
    private readonly double _overshoot = 1.05;
    private readonly double _backwardStep = 0.9;

    /// <summary>The number of steps. Default 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Steps
    {
        get => _steps;
        init => _steps = OptionValue.Positive(value);
    }

    /// <summary>The most that a step is drawn towards the unperturbed image, α_max in [0,1]. Default 0.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside [0,1].</exception>
    public double LargestBias
    {
        get => _largestBias;
        init
        {
            if (value is not (>= 0 and <= 1))
                throw new ArgumentOutOfRangeException(nameof(value), value, "It must be in [0,1].");
            _largestBias = value;
        }
    }

    /// <summary>By what the way to the boundary is multiplied, η ≥ 1. Default 1.05.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1, infinite or not a number.</exception>
    public double Overshoot
    {
        get => _overshoot;
        init
        {
            if (!(value >= 1 && double.IsFinite(value)))
                throw new ArgumentOutOfRangeException(nameof(value), value, "It must be at least 1.");
            _overshoot = value;
        }
    }

    /// <summary>How much of its way a misclassified iterate keeps when it goes back towards the image, β in (0,1). Default 0.9.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside (0,1).</exception>
    public double BackwardStep
    {
        get => _backwardStep;
        init
        {
            if (value is not (> 0 and < 1))
                throw new ArgumentOutOfRangeException(nameof(value), value, "It must be in (0,1).");
            _backwardStep = value;
        }
    }

    /// <summary>
    /// Where to start: the image, or a random direction at distance ε/2. Default: the image; runs after the first in <see
    /// cref="Combinators.Restarts"/> start at random in any case.
    /// </summary>
    public AttackStart Start { get; init; } = AttackStart.Image;

    /// <summary>What an identifier says of options other than the default.</summary>
    internal string Deviations => new FabOptions { Steps = Steps } == this
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"-{Start}-{LargestBias}-{Overshoot}-{BackwardStep}").ToLowerInvariant();
}
