namespace IgMlNet.Robustness.Datasets.Manifests;

/// <summary>The data set that a bundled excerpt was taken from, and where it lies once installed.</summary>
public sealed record ManifestFullSet
{
    /// <summary>
    /// How to come by it, as a remedy in messages, e.g. <c>Install the Debian package dataset-fashion-mnist</c>.
    /// </summary>
    public required string Installation { get; init; }

    /// <summary>Absolute path of the folder in which an installation puts its files.</summary>
    public required string Folder { get; init; }

    /// <summary>The training images.</summary>
    public required ManifestSplit Train { get; init; }

    /// <summary>The test images.</summary>
    public required ManifestSplit Test { get; init; }
}
