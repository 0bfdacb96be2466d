using IgMlNet.IO;

namespace IgMlNet.Robustness.Datasets.Cifar;

/// <summary>
/// Files <c>*.bin</c> of the binary version of CIFAR: CIFAR-100 where <c>fine_label_names.txt</c> lies beside them or the files are
/// whole numbers of its records and not of CIFAR-10's, else CIFAR-10. The split is told by the name: <c>data_batch_*</c> and <c>train*</c>, <c>probe*</c>, otherwise test.
/// </summary>
internal sealed class CifarSource : DatasetSource
{
    /// <summary>8/255, the field's budget on CIFAR (RobustBench).</summary>
    private const double CustomaryEpsilon = 8.0 / 255;
    private readonly ILookup<DatasetSplit, string> _files;
    private readonly CifarLabels _labels;
    private readonly IReadOnlyList<string> _classNames;

    private CifarSource(
        string name, string location, ILookup<DatasetSplit, string> files, CifarLabels labels, IReadOnlyList<string> classNames)
        : base(name, location, [.. files.Select(group => group.Key).Order()], CustomaryEpsilon)
    {
        (_files, _labels, _classNames) = (files, labels, classNames);
    }

    /// <summary>The folder as a CIFAR set; null where it holds no <c>.bin</c> file.</summary>
    public static CifarSource? Find(string folder) => Find(folder, folder, [.. Directory.EnumerateFiles(folder).Where(IsBinary)]);

    /// <summary>One file as a data set of one split.</summary>
    public static CifarSource? FindFile(string path) =>
        Find(path, Path.GetDirectoryName(Path.GetFullPath(path))!, IsBinary(path) ? [path] : []);

    private protected override LabeledImages Read(
        DatasetSplit split, IProgress<ImagesRead>? progress, CancellationToken cancellationToken) => CifarBinary.Read(
            [.. _files[split]], _labels, new DatasetDescription(Name, split, _classNames), progress, cancellationToken);

    private static CifarSource? Find(string location, string folder, IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            return null;

        // data_batch_10 after data_batch_9: shorter names first, then by ordinal.
        var files = FileCopies.Without(paths)
            .OrderBy(path => Path.GetFileName(path).Length)
            .ThenBy(path => Path.GetFileName(path), StringComparer.Ordinal)
            .ToLookup(DatasetPath.SplitOf);
        var fine = Path.Combine(folder, "fine_label_names.txt");
        if (File.Exists(fine))
            return new CifarSource("cifar100", location, files, CifarLabels.Cifar100Fine, Names(fine, CifarLabels.Cifar100Fine));
        if (paths.All(path => CifarBinary.HasOnlyRecordsOf(path, CifarLabels.Cifar100Fine)))
            return new CifarSource("cifar100", location, files, CifarLabels.Cifar100Fine, CifarClassNames.Cifar100Fine);
        var meta = Path.Combine(folder, "batches.meta.txt");
        var names = File.Exists(meta) ? Names(meta, CifarLabels.Cifar10) : CifarClassNames.Cifar10;
        return new CifarSource("cifar10", location, files, CifarLabels.Cifar10, names);
    }

    private static IReadOnlyList<string> Names(string path, CifarLabels labels)
    {
        var names = ClassNameFile.Read(path);
        var count = CifarClassNames.For(labels).Count;
        return names.Count == count
            ? names
            : throw new InputException(path, FormattableString.Invariant($"lists {names.Count} classes, not {count}"));
    }

    private static bool IsBinary(string path) => Path.GetExtension(path).Equals(".bin", StringComparison.OrdinalIgnoreCase);
}
