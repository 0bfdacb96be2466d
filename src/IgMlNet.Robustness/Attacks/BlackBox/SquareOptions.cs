using IgMlNet.Robustness.Attacks.Losses;

namespace IgMlNet.Robustness.Attacks.BlackBox;

/// <summary>Options of <see cref="Square"/>.</summary>
public sealed record SquareOptions
{
    private readonly int _queries = 5000;
    private readonly double _firstShare = 0.8;

    /// <summary>The largest number of queries for an image. Default 5,000, as in AutoAttack.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Queries
    {
        get => _queries;
        init => _queries = OptionValue.Positive(value);
    }

    /// <summary>The share p of the image's pixels in the first squares, in (0, 1]. Default 0.8, as in AutoAttack.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in (0, 1].</exception>
    public double FirstShare
    {
        get => _firstShare;
        init
        {
            if (!(value is > 0 and <= 1))
                throw new ArgumentOutOfRangeException(nameof(value), value, "The share of pixels must be in (0, 1].");
            _firstShare = value;
        }
    }

    /// <summary>After how many queries squares shrink. Default: stretched over the number of queries, as in the paper.</summary>
    public SquareSchedule Schedule { get; init; } = SquareSchedule.Stretched;

    /// <summary>The loss that is driven up. Default: the margin, as in AutoAttack.</summary>
    public AttackLoss Loss { get; init; } = AttackLoss.CarliniWagner;
}
