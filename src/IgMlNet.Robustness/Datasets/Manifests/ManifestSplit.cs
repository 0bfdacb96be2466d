namespace IgMlNet.Robustness.Datasets.Manifests;

/// <summary>One split of a data set in IDX files, as its manifest describes it.</summary>
public sealed record ManifestSplit
{
    /// <summary>How many images it holds.</summary>
    public required int Count { get; init; }

    /// <summary>
    /// For an excerpt, the split of the full set that it was taken from: the first images of every class in file order, classes
    /// in turn (<see cref="LabeledImages.TakeInTurn"/>). Null for a split of the full set.
    /// </summary>
    public DatasetSplit? TakenFrom { get; init; }

    /// <summary>The IDX file of images [N,H,W].</summary>
    public required ManifestFile Images { get; init; }

    /// <summary>The IDX file of labels [N].</summary>
    public required ManifestFile Labels { get; init; }
}
