namespace IgMlNet.Robustness.Datasets;

/// <summary>A folder <c>train|probe|test/&lt;class&gt;/&lt;file&gt;</c> of PNG and JPEG files.</summary>
internal sealed class ImageFolderSource : DatasetSource
{
    private ImageFolderSource(string folder, IReadOnlyList<DatasetSplit> splits)
        : base(DatasetPath.NameOf(folder), folder, splits, null)
    {
    }

    /// <summary>The folder as a set of image files; null where no split's folder is in it.</summary>
    public static ImageFolderSource? Find(string folder) =>
        ImageFolder.Splits(folder) is { Count: > 0 } splits ? new ImageFolderSource(folder, splits) : null;

    private protected override LabeledImages Read(
        DatasetSplit split, IProgress<ImagesRead>? progress, CancellationToken cancellationToken) =>
        ImageFolder.Read(Location, split, ImageColors.Rgb, progress, cancellationToken);
}
