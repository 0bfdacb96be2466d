using System.Security;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets.Pixels;
using IgMlNet.Robustness.Images;

namespace IgMlNet.Robustness.Datasets.ImageFolders;

/// <summary>
/// Reads images from a folder <c>train|probe|test/&lt;class&gt;/&lt;file&gt;</c> of PNG and JPEG files, all of one size, if need be
/// after an <see cref="ImagePreprocessing"/>.
/// </summary>
/// <remarks>
/// Classes are the folders' names over all splits, in composed form (NFC) and ordinal order (or as the file <c>classes.txt</c> lists
/// them, one a line); images come class by class, files in ordinal order, as in torchvision's <c>ImageFolder</c>. Where there is no
/// folder <c>test</c>, <c>val</c> or <c>validation</c> takes its place. Hidden files and what file managers and other tools leave
/// behind are passed over, links followed; anything else that is not an image is an error, not skipped. Orientation tags and colour
/// profiles are not applied.
/// </remarks>
public static class ImageFolder
{
    /// <summary>Names of splits' folders, whatever their case, the first that is there before the others.</summary>
    private static readonly Dictionary<DatasetSplit, string[]> SplitFolders = new()
    {
        [DatasetSplit.Train] = ["train", "training"],
        [DatasetSplit.Probe] = ["probe"],
        [DatasetSplit.Test] = ["test", "testing", "val", "validation", "valid"],
    };

    /// <summary>What file managers, network storage, archivers and Python leave in folders.</summary>
    private static readonly HashSet<string> Leftovers = new(StringComparer.OrdinalIgnoreCase)
    {
        "Thumbs.db", "ehthumbs.db", "desktop.ini", "@eaDir", "#recycle", "$RECYCLE.BIN", "System Volume Information", "lost+found",
        "__MACOSX", "__pycache__",
    };

    /// <summary>
    /// Reads one split, decoding on all processors: at once where the pixels take at most 512 MiB, otherwise batch by batch while they
    /// are used.
    /// </summary>
    /// <param name="root">The folder that holds the splits' folders.</param>
    /// <param name="split">The part to read.</param>
    /// <param name="preprocessing">What is done to the pixels; <see cref="ImagePreprocessing.None"/> for nothing.</param>
    /// <param name="colors">The colour planes to decode to.</param>
    /// <param name="progress">Told about every image; from several threads, in no order of images.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">
    /// The folder has another layout or no image, or a file is damaged, no PNG or JPEG, or of another size than the first where
    /// sizes are kept. Of several bad files the first is named.
    /// </exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static LabeledImages Read(
        string root,
        DatasetSplit split,
        ImagePreprocessing preprocessing,
        ImageColors colors = ImageColors.Rgb,
        IProgress<ImagesRead>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        return Read(root, split, null, preprocessing, colors, ImageFiles.MostBytesHeld, progress, cancellationToken);
    }

    /// <summary>As the public method; with given classes, and another bound of what may be held in memory.</summary>
    internal static LabeledImages Read(
        string root,
        DatasetSplit split,
        IReadOnlyList<string>? classes,
        ImagePreprocessing preprocessing,
        ImageColors colors,
        long mostBytesHeld,
        IProgress<ImagesRead>? progress,
        CancellationToken cancellationToken)
    {
        try
        {
            classes ??= ClassNames(root);
            var (paths, labels) = List(FolderOf(root, split), classes, cancellationToken);
            var (shape, pixels) = ImageFiles.Open(paths, preprocessing, colors, mostBytesHeld, progress, cancellationToken);
            return new LabeledImages(
                DatasetPath.NameOf(root), DatasetDescription.NameOf(split), shape, classes, labels, pixels);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecurityException)
        {
            throw RegularFile.Unreadable(root, e);
        }
    }

    /// <summary>The splits that a folder holds, in the enumeration's order.</summary>
    internal static IReadOnlyList<DatasetSplit> Splits(string root) =>
        [.. Enum.GetValues<DatasetSplit>().Where(split => Directory.Exists(FolderOf(root, split)))];

    /// <summary>A split's folder; that of its first name where there is none.</summary>
    private static string FolderOf(string root, DatasetSplit split)
    {
        var names = SplitFolders[split];
        if (!Directory.Exists(root))
            return Path.Combine(root, names[0]);
        var folders = Directory.GetDirectories(root);
        return names
            .SelectMany(name => folders
                .Where(folder => string.Equals(Path.GetFileName(folder), name, StringComparison.OrdinalIgnoreCase))
                .OrderByDescending(folder => Path.GetFileName(folder) == name)
                .ThenBy(folder => folder, StringComparer.Ordinal))
            .FirstOrDefault() ?? Path.Combine(root, names[0]);
    }

    /// <summary>A folder's name in composed form: macOS unpacks names in decomposed form, which look the same.</summary>
    private static string ClassOf(string folder) => ComposedText.Of(Path.GetFileName(folder));

    private static IReadOnlyList<string> ClassNames(string root)
    {
        var splits = Splits(root);
        if (splits.Count == 0)
        {
            throw new InputException(
                root, "holds no folder 'train', 'probe', 'test' or 'val'", "Lay the images out as test/<class>/<file>");
        }

        if (ClassNameFile.Find(root) is { } listed)
            return listed;
        var names = splits
            .SelectMany(split => Entries(FolderOf(root, split)))
            .Where(Directory.Exists)
            .Select(ClassOf)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (names.Length == 0)
            throw new InputException(root, "is empty: it holds no class", "Lay the images out as test/<class>/<file>");
        ClassNameFile.Check(root, names);
        return names;
    }

    private static (List<string> Paths, List<int> Labels) List(
        string folder, IReadOnlyList<string> classes, CancellationToken cancellationToken)
    {
        ExistingFolder.Require(folder, "Lay the images out as test/<class>/<file>");
        var labels = classes.Select((name, label) => (ComposedText.Of(name), label)).ToDictionary(StringComparer.Ordinal);
        var paths = new List<string>();
        var values = new List<int>();
        foreach (var classFolder in Entries(folder))
        {
            if (!Directory.Exists(classFolder))
                throw new InputException(classFolder, "is a file where the folders of the classes stand", "Move it away");
            if (!labels.TryGetValue(ClassOf(classFolder), out var label))
                throw new InputException(classFolder, "is no class that classes.txt lists", "Add it there or move it away");
            foreach (var path in Entries(classFolder))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Directory.Exists(path))
                {
                    throw new InputException(
                        path, "is a folder where images are needed", "Move its files into the class's folder");
                }

                if (!IsImage(path))
                    throw new InputException(path, "is no PNG or JPEG file by its name", "Convert it or move it away");
                paths.Add(path);
                values.Add(label);
            }
        }

        return paths.Count > 0
            ? (paths, values)
            : throw new InputException(folder, "is empty: it holds no image", "Lay the images out as test/<class>/<file>");
    }

    /// <summary>What a folder holds, in ordinal order, without hidden files and what file managers leave behind.</summary>
    private static IEnumerable<string> Entries(string folder) => Directory
        .EnumerateFileSystemEntries(folder)
        .Where(path => Path.GetFileName(path) is var name && name is not ['.', ..] && !Leftovers.Contains(name))
        .OrderBy(path => Path.GetFileName(path), StringComparer.Ordinal);

    private static bool IsImage(string path) => Path.GetExtension(path).ToUpperInvariant() is ".PNG" or ".JPG" or ".JPEG";
}
