using IgMlNet.IO;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Datasets.Cifar;

/// <summary>
/// Reads the binary version of CIFAR-10 and CIFAR-100: records of one or two label bytes and 3,072 pixel bytes, 32×32 planar red,
/// green, blue (A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009).
/// </summary>
public static class CifarBinary
{
    private const int RecordsPerBlock = 340;
    private const int CoarseClasses = 20;
    private const int FineClasses = 100;

    /// <summary>The shape of every CIFAR image: [3,32,32].</summary>
    public static ImageShape Shape { get; } = new(3, 32, 32);

    /// <summary>Reads files one after another; shape [3,32,32].</summary>
    /// <param name="paths">The files, e.g. <c>data_batch_1.bin</c> … <c>data_batch_5.bin</c>, in order.</param>
    /// <param name="labels">Which CIFAR it is, and which label.</param>
    /// <param name="description">Name, split and classes; see <see cref="CifarClassNames"/> for the customary names.</param>
    /// <param name="progress">Told about every block of about a megabyte.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ArgumentException">There is no file.</exception>
    /// <exception cref="InputException">
    /// A file cannot be read, is empty, ends within a record, or holds a label that has no class.
    /// </exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static LabeledImages Read(
        IReadOnlyList<string> paths,
        CifarLabels labels,
        DatasetDescription description,
        IProgress<ImagesRead>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0)
            throw new ArgumentException("There must be at least one file.", nameof(paths));
        var files = new List<DatasetStream>(paths.Count);
        try
        {
            foreach (var path in paths)
                files.Add(DatasetStream.Open(path));
            return Read(files, labels, description, progress, cancellationToken);
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    /// <summary>Whether a file's length is a whole number of one CIFAR's records and not of the other's.</summary>
    internal static bool HasOnlyRecordsOf(string path, CifarLabels labels)
    {
        using var file = DatasetStream.Open(path);
        var (record, other) = labels == CifarLabels.Cifar10
            ? (Shape.Size + 1, Shape.Size + 2)
            : (Shape.Size + 2, Shape.Size + 1);
        return file.Length is { } length && length % record == 0 && length % other != 0;
    }

    internal static LabeledImages Read(
        IReadOnlyList<DatasetStream> files,
        CifarLabels labels,
        DatasetDescription description,
        IProgress<ImagesRead>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(description);
        var labelBytes = labels == CifarLabels.Cifar10 ? 1 : 2;
        var record = labelBytes + Shape.Size;
        var total = 0L;
        foreach (var file in files)
            total += CountRecords(file, record);
        if (total > int.MaxValue)
        {
            throw new InputException(
                files[0].Source, FormattableString.Invariant($"with its sister files holds {total} images, too many"));
        }

        var values = new List<int>((int)total);
        var images = new List<ReadOnlyMemory<byte>>((int)total);
        foreach (var file in files)
        {
            for (var left = CountRecords(file, record); left > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var begin = file.Offset;
                var block = new byte[Math.Min(left, RecordsPerBlock) * record];
                file.Read(block, "an image");
                for (var at = 0; at < block.Length; at += record)
                {
                    values.Add(Label(file, block.AsSpan(at, labelBytes), begin + at, labels, description.ClassNames.Count));
                    images.Add(block.AsMemory(at + labelBytes, Shape.Size));
                }

                left -= block.Length / record;
                progress?.Report(new ImagesRead(images.Count, (int)total));
            }
        }

        return new LabeledImages(description.Name, description.SplitName, Shape, description.ClassNames, values, images);
    }

    private static long CountRecords(DatasetStream file, int record)
    {
        if (file.Length is not { } length)
            throw new InputException(file.Source, "is packed by gzip", "Unpack it and give the .bin files", file.At(0));
        var left = length - file.Offset;
        if (length == 0)
            throw new InputException(file.Source, "is empty", place: file.At(0));
        var rest = left % record;
        if (rest != 0)
        {
            throw new InputException(
                file.Source,
                FormattableString.Invariant($"{length} bytes are no whole number of {record}-byte records: {rest} are left over"),
                "Give an untruncated file of the binary version of CIFAR-10 or CIFAR-100",
                file.At(length - rest));
        }

        return left / record;
    }

    private static int Label(DatasetStream file, ReadOnlySpan<byte> bytes, long place, CifarLabels labels, int classes)
    {
        if (labels != CifarLabels.Cifar10)
        {
            Check(file, bytes[0], CoarseClasses, place);
            Check(file, bytes[1], FineClasses, place + 1);
        }

        var index = labels == CifarLabels.Cifar100Fine ? 1 : 0;
        return Check(file, bytes[index], classes, place + index);
    }

    private static int Check(DatasetStream file, byte label, int classes, long place) => label < classes
        ? label
        : throw new InputException(
            file.Source,
            FormattableString.Invariant($"label {label} has no class: there are {classes}"),
            "Give a file of the binary version of CIFAR-10 or CIFAR-100",
            file.At(place));
}
