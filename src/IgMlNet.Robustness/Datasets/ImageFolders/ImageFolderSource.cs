using IgMlNet.Robustness.Images;

namespace IgMlNet.Robustness.Datasets.ImageFolders;

/// <summary>A folder <c>train|probe|test/&lt;class&gt;/&lt;file&gt;</c> of PNG and JPEG files.</summary>
internal sealed class ImageFolderSource : DatasetSource
{
    private readonly ImagePreprocessing _preprocessing;

    private ImageFolderSource(string folder, IReadOnlyList<DatasetSplit> splits, ImagePreprocessing preprocessing)
        : base(DatasetPath.NameOf(folder), folder, splits, null)
    {
        _preprocessing = preprocessing;
    }

    /// <summary>The folder as a set of image files; null where no split's folder is in it.</summary>
    public static ImageFolderSource? Find(string folder, ImagePreprocessing preprocessing) =>
        ImageFolder.Splits(folder) is { Count: > 0 } splits ? new ImageFolderSource(folder, splits, preprocessing) : null;

    private protected override LabeledImages Read(
        DatasetSplit split, IProgress<ImagesRead>? progress, CancellationToken cancellationToken) =>
        ImageFolder.Read(Location, split, _preprocessing, ImageColors.Rgb, progress, cancellationToken);
}
