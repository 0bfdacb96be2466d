namespace IgMlNet.Reporting.Results;

/// <summary>The probe images of a ranking: those that its scores were computed on.</summary>
public sealed record ProbeImagesInfo
{
    /// <summary>The number of images, at least 1.</summary>
    public required int Images { get; init; }

    /// <summary>SHA-256 over the images and labels, in hexadecimal; null where not known, as for published rankings.</summary>
    public required string? ContentHash { get; init; }
}
