namespace IgMlNet.Reporting.Results.Timings;

/// <summary>The time that one variant under one attack took.</summary>
public sealed record OutcomeTiming
{
    /// <summary>The id of the variant.</summary>
    public required string VariantId { get; init; }

    /// <summary>The id of the attack, or <see cref="RobustnessReport.CleanId"/>.</summary>
    public required string AttackId { get; init; }

    /// <summary>The time in seconds, over all images.</summary>
    public required double Seconds { get; init; }
}
