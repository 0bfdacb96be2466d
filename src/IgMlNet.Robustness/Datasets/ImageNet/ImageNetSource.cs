using IgMlNet.Robustness.Datasets.ImageFolders;
using IgMlNet.Robustness.Datasets.Pixels;
using IgMlNet.Robustness.Images;

namespace IgMlNet.Robustness.Datasets.ImageNet;

/// <summary>
/// A folder of ImageNet's validation images, of which RobustBench's 5,000 are the test split, and beside them <c>train/&lt;class&gt;</c>
/// or <c>probe/&lt;class&gt;</c> where there are any.
/// </summary>
internal sealed class ImageNetSource : DatasetSource
{
    /// <summary>4/255, the field's budget on ImageNet (RobustBench).</summary>
    private const double CustomaryEpsilon = 4.0 / 255;
    private readonly ImagePreprocessing _preprocessing;

    private ImageNetSource(string folder, IReadOnlyList<DatasetSplit> splits, ImagePreprocessing preprocessing)
        : base("imagenet", folder, splits, CustomaryEpsilon)
    {
        _preprocessing = preprocessing;
    }

    /// <summary>The folder as ImageNet; null where it is something else.</summary>
    public static ImageNetSource? Find(string folder, ImagePreprocessing preprocessing) =>
        ImageNetValidation.FolderOf(folder) is not null
            ? new ImageNetSource(folder, [.. ImageFolder.Splits(folder).Append(DatasetSplit.Test).Distinct().Order()], preprocessing)
            : null;

    private protected override LabeledImages Read(
        DatasetSplit split, IProgress<ImagesRead>? progress, CancellationToken cancellationToken) => split == DatasetSplit.Test
            ? ImageNetValidation.Read(Location, ImageNetSelection.RobustBench, _preprocessing, progress, cancellationToken)
            : ImageFolder.Read(
                Location, split, ImageNetValidation.ClassNames, _preprocessing, ImageColors.Rgb, ImageFiles.MostBytesHeld, progress,
                cancellationToken);
}
