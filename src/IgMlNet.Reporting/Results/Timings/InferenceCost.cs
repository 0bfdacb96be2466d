namespace IgMlNet.Reporting.Results.Timings;

/// <summary>
/// What one prediction costs as a multiple of one forward pass of the base model on the same batch: wall time against wall
/// time, measured in turns. 1 is the base model itself.
/// </summary>
public sealed record InferenceCost
{
    /// <summary>The median over the repetitions.</summary>
    public required double Median { get; init; }

    /// <summary>The smallest of the repetitions.</summary>
    public required double Min { get; init; }

    /// <summary>The largest of the repetitions.</summary>
    public required double Max { get; init; }

    /// <summary>How often it was measured.</summary>
    public required int Repetitions { get; init; }
}
