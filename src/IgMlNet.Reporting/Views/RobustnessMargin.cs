namespace IgMlNet.Reporting.Views;

/// <summary>What worst-case robust accuracy a change may not fall below.</summary>
public sealed record RobustnessMargin
{
    /// <summary>The loss, 0 to 1, that must be excluded where no other is given: 1 point.</summary>
    public const double DefaultLoss = 0.01;

    private readonly double? _largestLoss;
    private readonly double? _floor;

    /// <summary>
    /// The largest loss against the base that is accepted, 0 to 1. Null: every significant loss fails, and one of more than <see
    /// cref="DefaultLoss"/> must be excluded.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 0…1.</exception>
    public double? LargestLoss
    {
        get => _largestLoss;
        init => _largestLoss = WithinUnit(value);
    }

    /// <summary>The lowest worst-case robust accuracy that is accepted, 0 to 1. Null: any.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 0…1.</exception>
    public double? Floor
    {
        get => _floor;
        init => _floor = WithinUnit(value);
    }

    private static double? WithinUnit(double? value) => value is null or (>= 0 and <= 1)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected 0 to 1.");
}
