namespace IgMlNet.Reporting.Results;

/// <summary>A reason, found by a check, to doubt a number of the report.</summary>
public sealed record CheckFinding
{
    /// <summary>The check's id, e.g. <c>zero-gradients</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The variant in doubt; null for the report as a whole.</summary>
    public required string? VariantId { get; init; }

    /// <summary>What it means for the numbers.</summary>
    public required CheckSeverity Severity { get; init; }

    /// <summary>What was seen.</summary>
    public required string Message { get; init; }

    /// <summary>What may be behind it.</summary>
    public required string Cause { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Remedy { get; init; }
}
