namespace IgMlNet.Reporting.Results.Timings;

/// <summary>What a prediction of one variant costs.</summary>
public sealed record VariantCost
{
    /// <summary>The id of the variant.</summary>
    public required string VariantId { get; init; }

    /// <summary>The cost.</summary>
    public required InferenceCost Cost { get; init; }
}
