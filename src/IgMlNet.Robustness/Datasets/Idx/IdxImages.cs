using System.Buffers.Binary;
using IgMlNet.IO;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Datasets.Idx;

/// <summary>
/// Reads IDX files, the format of the MNIST family (MNIST, Fashion-MNIST, KMNIST): one file of grey images [N,H,W], one of
/// labels [N], each as it is or packed by gzip.
/// </summary>
/// <remarks>
/// Format: two zero bytes, the element type (0x08, unsigned byte), the number of dimensions, the dimensions as big-endian 32-bit
/// integers, the elements (Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits").
/// </remarks>
public static class IdxImages
{
    private const int BlockBytes = 1 << 20;
    private const int LabelsOffset = 8;

    /// <summary>Reads a file of images and the file of their labels; shape [1,H,W].</summary>
    /// <param name="imagesPath">The file of images, e.g. <c>t10k-images-idx3-ubyte.gz</c>.</param>
    /// <param name="labelsPath">The file of labels, e.g. <c>t10k-labels-idx1-ubyte.gz</c>.</param>
    /// <param name="description">Name, split and classes.</param>
    /// <param name="progress">Told about every block of about a megabyte.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InputException">
    /// A file cannot be read, is empty, truncated, longer than its header says or no IDX file; the files disagree; or a label
    /// has no class.
    /// </exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static LabeledImages Read(
        string imagesPath,
        string labelsPath,
        DatasetDescription description,
        IProgress<ImagesRead>? progress = null,
        CancellationToken cancellationToken = default)
    {
        using var labels = DatasetStream.Open(labelsPath);
        using var images = DatasetStream.Open(imagesPath);
        return Read(images, labels, description, progress, cancellationToken);
    }

    internal static LabeledImages Read(
        DatasetStream images,
        DatasetStream labels,
        DatasetDescription description,
        IProgress<ImagesRead>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(description);
        var labelCount = ReadHeader(labels, 1, "labels [N]")[0];
        var extents = ReadHeader(images, 3, "images [N,H,W]");
        var count = extents[0];
        if (labelCount != count)
        {
            throw new InputException(
                labels.Source,
                FormattableString.Invariant($"holds {labelCount} labels for the {count} images of '{images.Source}'"),
                "Give the two files that belong together",
                labels.At(4));
        }

        var shape = Shape(images, extents[1], extents[2]);
        images.RequireRemaining((long)count * shape.Size, DatasetStream.ImageLimit, "images");
        labels.RequireRemaining(count, DatasetStream.DeflateLimit, "labels");
        var labelValues = ReadLabels(labels, count, description.ClassNames.Count);
        var pixels = ReadPixels(images, count, shape.Size, progress, cancellationToken);
        return new LabeledImages(description.Name, description.SplitName, shape, description.ClassNames, labelValues, pixels);
    }

    private static int[] ReadHeader(DatasetStream file, int dimensions, string what)
    {
        Span<byte> magic = stackalloc byte[4];
        file.Read(magic, "the IDX header");
        if (magic is not [0, 0, 0x08, _] || magic[3] != dimensions)
        {
            throw new InputException(
                file.Source,
                $"begins with {Convert.ToHexString(magic)} where an IDX file of {what} begins with 0000080{dimensions}",
                "Give an IDX file of unsigned bytes",
                file.At(0));
        }

        Span<byte> word = stackalloc byte[4];
        var extents = new int[dimensions];
        for (var i = 0; i < dimensions; i++)
        {
            var place = file.Offset;
            file.Read(word, "the IDX header");
            extents[i] = BinaryPrimitives.ReadInt32BigEndian(word);
            if (extents[i] == 0 && i == 0)
                throw new InputException(file.Source, "is empty: its header counts 0 entries", place: file.At(place));
            if (extents[i] <= 0)
            {
                throw new InputException(
                    file.Source,
                    FormattableString.Invariant($"dimension {i} is {(uint)extents[i]}"),
                    "The header is damaged: fetch the file again",
                    file.At(place));
            }
        }

        return extents;
    }

    private static ImageShape Shape(DatasetStream images, int height, int width)
    {
        try
        {
            return new ImageShape(1, height, width);
        }
        catch (ArgumentOutOfRangeException e)
        {
            var problem = FormattableString.Invariant($"its images are {height}x{width} pixels, too large");
            throw new InputException(images.Source, problem, place: images.At(8), innerException: e);
        }
    }

    private static int[] ReadLabels(DatasetStream file, int count, int classes)
    {
        var values = new int[count];
        var block = new byte[Math.Min(count, BlockBytes)];
        for (var done = 0; done < count; done += block.Length)
        {
            var part = block.AsSpan(0, Math.Min(block.Length, count - done));
            file.Read(part, "the labels");
            for (var i = 0; i < part.Length; i++)
            {
                values[done + i] = part[i];
            }
        }

        file.RequireEnd();
        var unknown = Array.FindIndex(values, label => label >= classes);
        if (unknown < 0)
            return values;
        var largest = values.Max();
        throw new InputException(
            file.Source,
            FormattableString.Invariant($"label {values[unknown]} has no class: there are {classes}, and labels go up to {largest}"),
            "Write the class names into classes.txt in the same folder, one a line, beginning with label 0 " +
            FormattableString.Invariant($"({largest + 1} lines)"),
            file.At(LabelsOffset + unknown));
    }

    /// <summary>Memory is taken block by block as the data comes, so that a header alone cannot claim any.</summary>
    private static List<ReadOnlyMemory<byte>> ReadPixels(
        DatasetStream file, int count, int size, IProgress<ImagesRead>? progress, CancellationToken cancellationToken)
    {
        var images = new List<ReadOnlyMemory<byte>>();
        var perBlock = Math.Max(1, BlockBytes / size);
        while (images.Count < count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var block = new byte[Math.Min(perBlock, count - images.Count) * size];
            file.Read(block, "the images");
            for (var begin = 0; begin < block.Length; begin += size)
                images.Add(block.AsMemory(begin, size));
            progress?.Report(new ImagesRead(images.Count, count));
        }

        file.RequireEnd();
        return images;
    }
}
