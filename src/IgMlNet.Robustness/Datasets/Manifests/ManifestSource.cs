using IgMlNet.IO;
using IgMlNet.Robustness.Datasets.Idx;

namespace IgMlNet.Robustness.Datasets.Manifests;

/// <summary>
/// A bundled data set: test and probe split from its own folder, training images from the full set where that is installed.
/// </summary>
internal sealed class ManifestSource(DatasetManifest manifest)
    : DatasetSource(manifest.Name, manifest.Folder, SplitsOf(manifest), manifest.NormalEpsilon)
{
    private readonly DatasetManifest _manifest = manifest;

    public override DatasetManifest Manifest => _manifest;

    /// <summary>Reads a split of IDX files whose lengths and hashes, counts and shapes must be as the manifest says.</summary>
    public static LabeledImages Read(
        DatasetManifest manifest,
        ManifestSplit split,
        DatasetSplit name,
        string folder,
        IProgress<ImagesRead>? progress,
        CancellationToken cancellationToken)
    {
        using var labels = Open(split.Labels, folder);
        using var pixels = Open(split.Images, folder);
        var description = new DatasetDescription(manifest.Name, name, manifest.ClassNames);
        var images = IdxImages.Read(pixels, labels, description, progress, cancellationToken);
        if (images.Count != split.Count)
        {
            throw new InputException(
                pixels.Source,
                FormattableString.Invariant($"holds {images.Count} images where the manifest names {split.Count}"));
        }

        if (images.Shape != manifest.ImageShape)
        {
            throw new InputException(
                pixels.Source, $"holds images of {images.Shape} where the manifest names {manifest.ImageShape}");
        }

        return images;
    }

    private protected override LabeledImages Read(
        DatasetSplit split, IProgress<ImagesRead>? progress, CancellationToken cancellationToken) => split switch
        {
            DatasetSplit.Test => Read(_manifest, _manifest.Test, split, _manifest.Folder, progress, cancellationToken),
            DatasetSplit.Probe => Read(_manifest, _manifest.Probe, split, _manifest.Folder, progress, cancellationToken),
            _ => Read(_manifest, _manifest.FullSet!.Train, split, _manifest.FullSet.Folder, progress, cancellationToken),
        };

    private protected override InputException Missing(DatasetSplit split) => _manifest.FullSet is { } fullSet
        ? new InputException(
            Name,
            $"its {DatasetDescription.NameOf(split)} split is not bundled, and the full set is not in '{fullSet.Folder}'",
            $"{fullSet.Installation}, or give the path of a folder that holds it as the data set")
        : base.Missing(split);

    private static DatasetStream Open(ManifestFile file, string folder) =>
        DatasetStream.Over(Path.Combine(folder, file.Path), new MemoryStream(file.ReadVerified(folder), writable: false));

    private static DatasetSplit[] SplitsOf(DatasetManifest manifest) => Directory.Exists(manifest.FullSet?.Folder)
        ? [DatasetSplit.Train, DatasetSplit.Probe, DatasetSplit.Test]
        : [DatasetSplit.Probe, DatasetSplit.Test];
}
