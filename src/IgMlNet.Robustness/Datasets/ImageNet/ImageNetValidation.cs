using System.Globalization;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets.Pixels;
using IgMlNet.Robustness.Images;

namespace IgMlNet.Robustness.Datasets.ImageNet;

/// <summary>
/// Reads the validation images of ImageNet-1k (ILSVRC 2012) from a folder <c>val/&lt;class&gt;/ILSVRC2012_val_NNNNNNNN.JPEG</c>, where a
/// class is a WordNet identifier such as <c>n01440764</c>, or <c>val/ILSVRC2012_val_NNNNNNNN.JPEG</c> as the official archive has them.
/// </summary>
/// <remarks>
/// Labels are the places of the 1,000 classes in ordinal order. Images are decoded batch by batch while they are used, so that the
/// set need not fit in memory. Data set: Russakovsky et al., ImageNet Large Scale Visual Recognition Challenge (IJCV 2015).
/// </remarks>
public static class ImageNetValidation
{
    private const string NamePrefix = "ILSVRC2012_val_";
    private const string Folder = "val";

    private static readonly Lazy<string[]> Classes = new(() => Lines("classes.txt"));

    private static readonly Lazy<(string Class, int Number)[]> Listed = new(() => Array.ConvertAll(
        Lines("robustbench-5000.txt"),
        line => (line[..9], int.Parse(line.AsSpan(10), NumberStyles.None, CultureInfo.InvariantCulture))));

    private static readonly Lazy<Dictionary<string, string>> ClassOfFile = new(() =>
        Listed.Value.ToDictionary(image => NameOf(image.Number), image => image.Class, StringComparer.Ordinal));

    /// <summary>The 1,000 classes as WordNet identifiers, by label.</summary>
    public static IReadOnlyList<string> ClassNames => Classes.Value;

    /// <summary>Reads validation images.</summary>
    /// <param name="root">The folder that holds <c>val</c>, or <c>val</c> itself.</param>
    /// <param name="selection">Which images.</param>
    /// <param name="preprocessing">What is done to them, e.g. <see cref="ImagePreprocessing.Res256Crop224"/>.</param>
    /// <param name="progress">Told about images that are decoded at once; from several threads.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">
    /// Images or classes are missing, a class folder is none of ImageNet's, or the preprocessing leaves images of many sizes.
    /// </exception>
    public static LabeledImages Read(
        string root,
        ImageNetSelection selection,
        ImagePreprocessing preprocessing,
        IProgress<ImagesRead>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (preprocessing.OutputSize is null)
        {
            throw new InputException(
                root, "holds images of many sizes", "Choose a preprocessing, such as Res256Crop224 or the one on the model's card");
        }

        var folder = FolderOf(root) ?? throw new InputException(
            root, "holds no ImageNet validation images", $"Lay them out as {Folder}/<class>/{NamePrefix}NNNNNNNN.JPEG");
        try
        {
            var (paths, labels) = selection == ImageNetSelection.RobustBench
                ? ListedImages(folder, cancellationToken)
                : AllImages(folder, cancellationToken);
            var (shape, pixels) = ImageFiles.Open(
                paths, preprocessing, ImageColors.Rgb, ImageFiles.MostBytesHeld, progress, cancellationToken);
            return new LabeledImages("imagenet", "test", shape, ClassNames, labels, pixels);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RegularFile.Unreadable(root, e);
        }
    }

    /// <summary>The folder with the images or their classes; null where a folder is no ImageNet set.</summary>
    internal static string? FolderOf(string root) => new[] { Path.Combine(root, Folder), root }.FirstOrDefault(folder =>
        Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any(path => IsClass(path) || IsImage(path)));

    /// <summary>The class of a validation image among RobustBench's 5,000; null where it is none of them.</summary>
    internal static string? ListedClassOf(string fileName) => ClassOfFile.Value.GetValueOrDefault(fileName);

    /// <summary>A validation image's file name.</summary>
    internal static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{NamePrefix}{number:00000000}.JPEG");

    private static (List<string> Paths, List<int> Labels) ListedImages(string folder, CancellationToken cancellationToken)
    {
        var labels = Classes.Value.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var (paths, values) = (new List<string>(), new List<int>());
        var missing = new List<string>();
        foreach (var (name, number) in Listed.Value)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = NameOf(number);
            var path = new[] { Path.Combine(folder, name, file), Path.Combine(folder, file) }.FirstOrDefault(File.Exists);
            if (path is null)
                missing.Add($"{name}/{file}");
            paths.Add(path ?? "");
            values.Add(labels[name]);
        }

        return missing.Count == 0 ? (paths, values) : throw new InputException(
            folder,
            FormattableString.Invariant($"lacks {missing.Count} of the {paths.Count} images that RobustBench evaluates on: {missing[0]}") +
            (missing.Count > 1 ? " and others" : ""),
            $"Put every validation image into the folder of its class, as {Folder}/{missing[0]}");
    }

    private static (List<string> Paths, List<int> Labels) AllImages(string folder, CancellationToken cancellationToken)
    {
        var (paths, values) = (new List<string>(), new List<int>());
        foreach (var (label, name) in Classes.Value.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var images = Directory.Exists(Path.Combine(folder, name))
                ? Directory.EnumerateFiles(Path.Combine(folder, name)).Where(IsImage).Order(StringComparer.Ordinal).ToList()
                : throw new InputException(
                    folder, $"lacks the folder of class {name}", "Put every validation image into the folder of its class");
            paths.AddRange(images);
            values.AddRange(Enumerable.Repeat(label, images.Count));
        }

        return paths.Count > 0 ? (paths, values) : throw new InputException(folder, "holds no image");
    }

    private static bool IsClass(string path) =>
        Path.GetFileName(path) is ['n', ..] name && Array.BinarySearch(Classes.Value, name, StringComparer.Ordinal) >= 0;

    private static bool IsImage(string path) =>
        Path.GetFileName(path).StartsWith(NamePrefix, StringComparison.Ordinal)
        && path.EndsWith(".JPEG", StringComparison.OrdinalIgnoreCase);

    private static string[] Lines(string name)
    {
        using var stream = typeof(ImageNetValidation).Assembly.GetManifestResourceStream("Datasets/ImageNet/" + name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
