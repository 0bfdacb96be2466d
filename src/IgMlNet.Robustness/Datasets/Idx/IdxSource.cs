using IgMlNet.IO;
using IgMlNet.Robustness.Datasets.Manifests;

namespace IgMlNet.Robustness.Datasets.Idx;

/// <summary>
/// IDX files as MNIST names them: <c>train-</c>, <c>t10k-</c>, <c>test-</c> or <c>probe-images-idx3-ubyte</c>, packed or not.
/// </summary>
internal sealed class IdxSource : DatasetSource
{
    private const string Marker = "images";
    private readonly IReadOnlyDictionary<DatasetSplit, string> _images;
    private readonly IReadOnlyList<string> _classNames;

    private IdxSource(
        string name,
        string location,
        IReadOnlyDictionary<DatasetSplit, string> images,
        IReadOnlyList<string> classNames,
        double? normalEpsilon)
        : base(name, location, [.. images.Keys.Order()], normalEpsilon)
    {
        (_images, _classNames) = (images, classNames);
    }

    /// <summary>The classes of an MNIST-like set that says nothing about them: the ten digits.</summary>
    private static IReadOnlyList<string> Digits { get; } = Array.AsReadOnly(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);

    /// <summary>The folder as an MNIST-like set; null where no file's name looks like one.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="known">Manifests whose full set, if these files are it, tells name and classes.</param>
    public static IdxSource? Find(string folder, IReadOnlyList<DatasetManifest> known) =>
        Find(folder, folder, [.. Directory.EnumerateFiles(folder).Where(IsImages).Order(StringComparer.Ordinal)], known);

    /// <summary>One file of images as a data set of one split.</summary>
    public static IdxSource? FindFile(string path, IReadOnlyList<DatasetManifest> known) =>
        Find(path, Path.GetDirectoryName(Path.GetFullPath(path))!, IsImages(path) ? [path] : [], known);

    private protected override LabeledImages Read(
        DatasetSplit split, IProgress<ImagesRead>? progress, CancellationToken cancellationToken) => IdxImages.Read(
            _images[split],
            LabelsOf(_images[split]),
            new DatasetDescription(Name, split, _classNames),
            progress,
            cancellationToken);

    private static IdxSource? Find(
        string location, string folder, IReadOnlyList<string> files, IReadOnlyList<DatasetManifest> known)
    {
        if (files.Count == 0)
            return null;
        var images = new Dictionary<DatasetSplit, string>();
        foreach (var path in FileCopies.Without(files))
        {
            var split = DatasetPath.SplitOf(path);
            if (!images.TryAdd(split, path))
            {
                throw new InputException(
                    folder,
                    $"holds two files for the {DatasetDescription.NameOf(split)} split: '{images[split]}' and '{path}'",
                    "Give the path of one of them as the data set");
            }
        }

        var name = DatasetPath.NameOf(folder);
        if (ClassNameFile.Find(folder) is { } listed)
            return new IdxSource(name, location, images, listed, null);
        var manifest = known.FirstOrDefault(manifest => images.All(image => IsOf(manifest, image.Key, folder)));
        return manifest is null
            ? new IdxSource(name, location, images, Digits, null)
            : new IdxSource(manifest.Name, location, images, manifest.ClassNames, manifest.NormalEpsilon);
    }

    /// <summary>Labels are small and as good as a fingerprint: files with a known set's labels are that set.</summary>
    private static bool IsOf(DatasetManifest manifest, DatasetSplit split, string folder) => split switch
    {
        DatasetSplit.Train => manifest.FullSet?.Train.Labels.IsIn(folder) ?? false,
        DatasetSplit.Test => manifest.FullSet?.Test.Labels.IsIn(folder) ?? false,
        _ => false,
    };

    private static bool IsImages(string path) =>
        Path.GetFileName(path) is var name
        && name.Contains(Marker, StringComparison.Ordinal)
        && name.Contains("idx3", StringComparison.Ordinal);

    /// <summary>The file of labels; packed where only that is there.</summary>
    private static string LabelsOf(string images)
    {
        var name = Path.GetFileName(images)
            .Replace(Marker, "labels", StringComparison.Ordinal)
            .Replace("idx3", "idx1", StringComparison.Ordinal);
        var labels = Path.Combine(Path.GetDirectoryName(images) ?? "", name);
        return !File.Exists(labels) && File.Exists(labels + ".gz") ? labels + ".gz" : labels;
    }
}
