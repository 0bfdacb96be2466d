using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using IgMlNet.Robustness.Datasets.Pixels;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Datasets;

/// <summary>
/// Images of one shape with their class labels, as bytes: what a data set's reader returns and everything else consumes. They are held
/// in memory, or, where a reader found them too many for that, decoded from their files on all processors whenever they are asked for.
/// Immutable and safe to share between threads; holds no tensor.
/// </summary>
/// <remarks>
/// Pixels are bytes 0 … 255 in planar order [C,H,W] (all of red, then green, then blue), rows from the top. Tensors are made on
/// demand as float32 in [0,1], byte / 255, as torchvision's <c>ToTensor</c> does; normalisation belongs to the model.
/// </remarks>
public sealed class LabeledImages
{
    /// <summary>Images that are brought into memory together to be hashed.</summary>
    private const int HashedTogether = 64;

    private readonly PixelStore _pixels;
    private readonly int[] _labels;
    private readonly Lazy<string> _contentHash;

    /// <summary>Gathers images. The lists are copied; the pixels are not, and must not change afterwards.</summary>
    /// <param name="name">The data set's name, e.g. <c>fashion-mnist</c>.</param>
    /// <param name="split">The part of the data set, e.g. <c>test</c>.</param>
    /// <param name="shape">The shape that all images share.</param>
    /// <param name="classNames">The names of the classes, by label.</param>
    /// <param name="labels">One label for every image, in 0 … <paramref name="classNames"/>.Count − 1.</param>
    /// <param name="images">The pixels of every image, <see cref="ImageShape.Size"/> bytes each, planar.</param>
    /// <exception cref="ArgumentException">Counts or sizes disagree, a label has no class, or there is no class.</exception>
    public LabeledImages(
        string name,
        string split,
        ImageShape shape,
        IReadOnlyList<string> classNames,
        IReadOnlyList<int> labels,
        IReadOnlyList<ReadOnlyMemory<byte>> images)
        : this(name, split, shape, classNames, labels, Held(images))
    {
        foreach (var (i, image) in images.Index())
        {
            if (image.Length != shape.Size)
            {
                throw new ArgumentException(
                    $"Image {i} has {image.Length} bytes where {shape} needs {shape.Size}.", nameof(images));
            }
        }
    }

    /// <summary>Images whose pixels are elsewhere; all of the shape.</summary>
    internal LabeledImages(
        string name,
        string split,
        ImageShape shape,
        IReadOnlyList<string> classNames,
        IReadOnlyList<int> labels,
        PixelStore pixels)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(split);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(labels);
        if (shape == default)
            throw new ArgumentException("The shape has no extents.", nameof(shape));
        if (classNames.Count == 0)
            throw new ArgumentException("There must be at least one class.", nameof(classNames));
        if (labels.Count != pixels.Count)
            throw new ArgumentException($"There are {labels.Count} labels for {pixels.Count} images.", nameof(labels));
        Name = name;
        Split = split;
        Shape = shape;
        ClassNames = Array.AsReadOnly(classNames.ToArray());
        _labels = [.. labels];
        _pixels = pixels;
        for (var i = 0; i < _labels.Length; i++)
        {
            if ((uint)_labels[i] >= (uint)ClassNames.Count)
            {
                throw new ArgumentException(
                    $"Label {_labels[i]} of image {i} is not in 0 … {ClassNames.Count - 1}.", nameof(labels));
            }
        }

        Labels = Array.AsReadOnly(_labels);
        _contentHash = new Lazy<string>(ComputeContentHash);
    }

    /// <summary>The data set's name, e.g. <c>fashion-mnist</c>.</summary>
    public string Name { get; }

    /// <summary>The part of the data set, e.g. <c>test</c>.</summary>
    public string Split { get; }

    /// <summary>The shape that all images share.</summary>
    public ImageShape Shape { get; }

    /// <summary>The number of images.</summary>
    public int Count => _labels.Length;

    /// <summary>The names of the classes, by label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The label of every image, in 0 … <see cref="ClassNames"/>.Count − 1.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>
    /// SHA-256 in lower-case hexadecimal over shape, class names, labels and pixels, in order. It does not depend on the
    /// data set's name or on the file format it was read from. Computed at first use.
    /// </summary>
    public string ContentHash => _contentHash.Value;

    /// <summary>Images that lie one after another in one block of memory, such as a binary file's content.</summary>
    /// <param name="name">The data set's name.</param>
    /// <param name="split">The part of the data set.</param>
    /// <param name="shape">The shape that all images share.</param>
    /// <param name="classNames">The names of the classes, by label.</param>
    /// <param name="labels">One label for every image.</param>
    /// <param name="pixels">[N,C,H,W] as bytes; not copied, and must not change afterwards.</param>
    /// <exception cref="ArgumentException">As for the constructor.</exception>
    public static LabeledImages FromPixels(
        string name,
        string split,
        ImageShape shape,
        IReadOnlyList<string> classNames,
        IReadOnlyList<int> labels,
        ReadOnlyMemory<byte> pixels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (pixels.Length != (long)labels.Count * shape.Size)
            throw new ArgumentException($"{labels.Count} images of {shape} do not fill {pixels.Length} bytes.", nameof(pixels));
        var images = new ReadOnlyMemory<byte>[labels.Count];
        for (var i = 0; i < images.Length; i++)
            images[i] = pixels.Slice(i * shape.Size, shape.Size);
        return new LabeledImages(name, split, shape, classNames, labels, images);
    }

    /// <summary>The bytes of one image, [C,H,W], 0 … 255.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no image of that index.</exception>
    /// <exception cref="IO.InputException">The image's file has become unusable.</exception>
    public ReadOnlySpan<byte> Pixels(int index)
    {
        CheckIndex(index);
        return _pixels.Read(index).Span;
    }

    /// <summary>Images as float32 [n,C,H,W] in [0,1]; the caller owns the tensor (or the caller's dispose scope does).</summary>
    /// <param name="indices">Which images, in this order; an index may occur more than once.</param>
    /// <param name="device">Where the tensor lies.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no image of one of the indices.</exception>
    public Tensor ImageTensor(ReadOnlySpan<int> indices, Device device)
    {
        foreach (var index in indices)
            CheckIndex(index);
        if ((long)indices.Length * Shape.Size > int.MaxValue)
        {
            throw new ArgumentException(
                $"{indices.Length} images of {Shape} are too many for one tensor; ask for batches.", nameof(indices));
        }

        using var scope = NewDisposeScope();
        var bytes = empty([indices.Length, Shape.Channels, Shape.Height, Shape.Width], ScalarType.Byte);
        if (indices.Length > 0)
        {
            _pixels.Read(indices, bytes.bytes);
        }

        return bytes.to(device).to(ScalarType.Float32).div_(255f).MoveToOuterDisposeScope();
    }

    /// <summary>Images as float32 [n,C,H,W] in [0,1]; the caller owns the tensor (or the caller's dispose scope does).</summary>
    /// <param name="range">Which images, e.g. <c>..64</c>.</param>
    /// <param name="device">Where the tensor lies.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the data set.</exception>
    public Tensor ImageTensor(Range range, Device device) => ImageTensor(Indices(range), device);

    /// <summary>Labels as int64 [n]; the caller owns the tensor (or the caller's dispose scope does).</summary>
    /// <param name="indices">Which images, in this order.</param>
    /// <param name="device">Where the tensor lies.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no image of one of the indices.</exception>
    public Tensor LabelTensor(ReadOnlySpan<int> indices, Device device)
    {
        var labels = new long[indices.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            CheckIndex(indices[i]);
            labels[i] = _labels[indices[i]];
        }

        using var scope = NewDisposeScope();
        return tensor(labels).to(device).MoveToOuterDisposeScope();
    }

    /// <summary>Labels as int64 [n]; the caller owns the tensor (or the caller's dispose scope does).</summary>
    /// <param name="range">Which images, e.g. <c>..64</c>.</param>
    /// <param name="device">Where the tensor lies.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the data set.</exception>
    public Tensor LabelTensor(Range range, Device device) => LabelTensor(Indices(range), device);

    /// <summary>The first images; all of them where there are fewer than <paramref name="count"/>. Shares the pixels.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public LabeledImages Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count >= Count ? this : Subset(Indices(..count));
    }

    /// <summary>
    /// The first images when the classes take turns: the first image of every class by label, then the second of every class, and
    /// so on; a class that has run out is passed over. All images where there are fewer than <paramref name="count"/>. A balanced
    /// choice from data that lie class by class. Shares the pixels.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public LabeledImages TakeInTurn(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var seen = new int[ClassNames.Count];
        var order = new (int Turn, int Label, int Index)[Count];
        for (var i = 0; i < order.Length; i++)
            order[i] = (seen[_labels[i]]++, _labels[i], i);
        Array.Sort(order);
        return Subset(Array.ConvertAll(order[..Math.Min(count, Count)], place => place.Index));
    }

    /// <summary>The images of the given indices, in that order; an index may occur more than once. Shares the pixels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no image of one of the indices.</exception>
    public LabeledImages Subset(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        int[] chosen = [.. indices];
        foreach (var index in chosen)
            CheckIndex(index);
        return new LabeledImages(
            Name, Split, Shape, ClassNames, Array.ConvertAll(chosen, index => _labels[index]), _pixels.Subset(chosen));
    }

    private static HeldPixels Held(IReadOnlyList<ReadOnlyMemory<byte>> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return new HeldPixels([.. images]);
    }

    private int[] Indices(Range range)
    {
        var (offset, length) = range.GetOffsetAndLength(Count);
        var indices = new int[length];
        for (var i = 0; i < length; i++)
            indices[i] = offset + i;
        return indices;
    }

    private void CheckIndex(int index)
    {
        if ((uint)index >= (uint)_labels.Length)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The data set has {Count} images.");
    }

    /// <summary>
    /// Hashed: the tag "labeled-images/1", then little-endian int32s C, H, W, number of classes; every class name as UTF-8
    /// behind its length; the number of images, their labels, their pixels.
    /// </summary>
    private string ComputeContentHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("labeled-images/1"u8);
        Append(hash, Shape.Channels);
        Append(hash, Shape.Height);
        Append(hash, Shape.Width);
        Append(hash, ClassNames.Count);
        foreach (var name in ClassNames)
        {
            var utf8 = Encoding.UTF8.GetBytes(name);
            Append(hash, utf8.Length);
            hash.AppendData(utf8);
        }

        Append(hash, Count);
        foreach (var label in _labels)
            Append(hash, label);
        var all = Indices(..);
        var block = new byte[Math.Min(Count, HashedTogether) * Shape.Size];
        foreach (var chunk in all.Chunk(HashedTogether))
        {
            var bytes = block.AsSpan(0, chunk.Length * Shape.Size);
            _pixels.Read(chunk, bytes);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }
}
