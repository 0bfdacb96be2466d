using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Evaluation.Breaks;

/// <summary>
/// Adversarial images that somebody submits to break a model: NumPy's <c>.npy</c>, a tensor or dict of <c>torch.save</c>, safetensors, or a
/// folder that <c>igml attack</c> wrote. Nothing in it is believed: it holds as many images as it says, they have the data set's shape,
/// pixels are numbers, and labels, where given, are the data set's.
/// </summary>
/// <remarks>
/// Images are float16, float32 or float64 in [0,1], or bytes 0…255; [n, C, H, W], or [n, H, W] for one channel. Row i is image i of the data set,
/// unless indices say otherwise: a tensor <c>indices</c> next to the images, or <c>indices.npy</c> in the folder.
/// </remarks>
public sealed class SubmittedImages
{
    private const string Remedy = "Write the adversarial images of the evaluated images, e.g. with numpy.save";
    private const string FolderImages = "adversarial.npy";
    private static readonly string[] ImageNames = ["adversarial", "adv_complete", "x_adv", "images", "x"];
    private static readonly string[] LabelNames = ["labels", "y"];

    private readonly float[] _pixels;
    private readonly int _size;

    private SubmittedImages(string path, string hash, float[] pixels, int size, ImmutableArray<int> indices)
    {
        (Path, Hash, _pixels, _size, Indices) = (path, hash, pixels, size, indices);
    }

    /// <summary>The file that holds the images.</summary>
    public string Path { get; }

    /// <summary>SHA-256 of that file, in hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>The indices of the data set's images that the rows are of, each once, ascending.</summary>
    public ImmutableArray<int> Indices { get; }

    /// <summary>The pixels of a row, [C, H, W], as submitted: finite, and not yet known to be in [0,1].</summary>
    /// <param name="row">The row, from 0, in the order of <see cref="Indices"/>.</param>
    public ReadOnlySpan<float> Pixels(int row) => _pixels.AsSpan(row * _size, _size);

    /// <summary>Reads a submission about a data set.</summary>
    /// <param name="path">The file, or the folder that <c>igml attack</c> wrote.</param>
    /// <param name="images">The images that were evaluated.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">It cannot be read, or is not about these images; the message says why.</exception>
    public static SubmittedImages Read(string path, LabeledImages images, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(images);
        var file = Directory.Exists(path) ? System.IO.Path.Combine(path, FolderImages) : path;
        CheckLength(file, images);
        var tensors = TensorsOf(file, cancellationToken);
        if (file != path)
        {
            foreach (var beside in new[] { "labels", "indices" })
            {
                var name = System.IO.Path.Combine(path, beside + ".npy");
                if (!File.Exists(name))
                    continue;
                CheckLength(name, images);
                tensors[beside] = NpyFile.Read(name, cancellationToken);
            }
        }

        var adversarial = ImagesIn(file, tensors);
        var count = CountOf(file, adversarial, images);
        var indices = IndicesOf(file, tensors.GetValueOrDefault("indices"), count, images.Count);
        CheckLabels(file, LabelNames.Select(tensors.GetValueOrDefault).FirstOrDefault(static labels => labels is not null), indices, images);
        var order = Enumerable.Range(0, count).OrderBy(row => indices[row]).ToArray();
        return new SubmittedImages(
            file, HashOf(file), PixelsOf(file, adversarial, order, images.Shape.Size), images.Shape.Size, [.. order.Select(row => indices[row])]);
    }

    /// <summary>Before anything is read: a file cannot be larger than float64 pixels of all images.</summary>
    private static void CheckLength(string file, LabeledImages images)
    {
        var largest = ((long)images.Count * images.Shape.Size * sizeof(double)) + (1 << 20);
        if (File.Exists(file) && new FileInfo(file).Length is var length && length > largest)
        {
            throw new InputException(
                file, string.Create(CultureInfo.InvariantCulture, $"has {length} bytes, more than {images.Count} images of {images.Shape} take"), Remedy);
        }
    }

    private static Dictionary<string, CheckpointTensor> TensorsOf(string file, CancellationToken cancellationToken)
    {
        if (IsNumpy(file))
            return new Dictionary<string, CheckpointTensor>(StringComparer.Ordinal) { [ImageNames[0]] = NpyFile.Read(file, cancellationToken) };
        var tensors = CheckpointReader.Read(file, new CheckpointReadOptions { TakesOneTensor = true }, cancellationToken);
        return tensors.ToDictionary(static tensor => tensor.Name, StringComparer.Ordinal);
    }

    private static bool IsNumpy(string file) => InputFile.Read(file, static opened =>
        opened.Length >= NpyFile.Magic.Length && opened.ReadBytes(NpyFile.Magic.Length, "the file's start", Remedy).AsSpan().SequenceEqual(NpyFile.Magic));

    private static CheckpointTensor ImagesIn(string file, Dictionary<string, CheckpointTensor> tensors)
    {
        if (ImageNames.Select(tensors.GetValueOrDefault).FirstOrDefault(static tensor => tensor is not null) is { } named)
            return named;
        return tensors.Values.Where(static tensor => tensor.Shape.Length is 3 or 4).ToList() is [var only]
            ? only
            : throw new InputException(file, $"holds tensors {string.Join(", ", tensors.Keys.Take(5).Select(static name => $"'{name}'"))}", $"Name the images '{ImageNames[0]}'");
    }

    private static int CountOf(string file, CheckpointTensor adversarial, LabeledImages images)
    {
        var shape = adversarial.Shape;
        long[] expected = [images.Shape.Channels, images.Shape.Height, images.Shape.Width];
        var isFlat = shape.Length == 3 && expected[0] == 1 && shape.AsSpan()[1..].SequenceEqual(expected.AsSpan(1));
        if (!isFlat && (shape.Length != 4 || !shape.AsSpan()[1..].SequenceEqual(expected)))
            throw new InputException(file, $"holds an array of shape [{string.Join(", ", shape)}]; the images are [n, {string.Join(", ", expected)}]", Remedy);
        if (shape[0] < 1 || shape[0] > images.Count)
            throw new InputException(file, string.Create(CultureInfo.InvariantCulture, $"holds {shape[0]} images; {images.Count} were evaluated"), Remedy);
        if (adversarial.ElementType.IsIntegral() && adversarial.ElementType != ElementType.UInt8)
            throw new InputException(file, $"has {adversarial.ElementType} elements", "Write floating-point pixels in [0,1], or bytes");
        return (int)shape[0];
    }

    private static int[] IndicesOf(string file, CheckpointTensor? given, int count, int images)
    {
        if (given is null)
            return [.. Enumerable.Range(0, count)];
        if (given.Shape is not [var length] || length != count || !given.ElementType.IsIntegral())
            throw new InputException(file, $"has {given.ElementCount} indices for {count} images", "Give one whole number for each image");
        var indices = given.ToInt64Array();
        if (indices.Any(index => index < 0 || index >= images) || indices.Distinct().Count() != count)
            throw new InputException(file, "has an index twice, or one of an image that was not evaluated", string.Create(CultureInfo.InvariantCulture, $"Give each of 0 to {images - 1} at most once"));
        return Array.ConvertAll(indices, static index => (int)index);
    }

    private static void CheckLabels(string file, CheckpointTensor? given, int[] indices, LabeledImages images)
    {
        if (given is null)
            return;
        if (given.Shape is not [var length] || length != indices.Length || !given.ElementType.IsIntegral())
            throw new InputException(file, $"has {given.ElementCount} labels for {indices.Length} images", "Give one whole number for each image, or none");
        foreach (var (row, label) in given.ToInt64Array().Index())
        {
            if (label != images.Labels[indices[row]])
            {
                throw new InputException(
                    file, string.Create(CultureInfo.InvariantCulture, $"has label {label} for image {indices[row]}, whose class is {images.Labels[indices[row]]}"),
                    "Attack the evaluated images, in their order, or give their indices");
            }
        }
    }

    private static float[] PixelsOf(string file, CheckpointTensor adversarial, int[] order, int size)
    {
        var read = adversarial.ToFloat32Array();
        var pixels = new float[read.Length];
        for (var row = 0; row < order.Length; row++)
            read.AsSpan(order[row] * size, size).CopyTo(pixels.AsSpan(row * size));
        if (adversarial.ElementType == ElementType.UInt8)
        {
            for (var i = 0; i < pixels.Length; i++)
                pixels[i] /= byte.MaxValue;
        }

        return Array.FindIndex(pixels, static pixel => !float.IsFinite(pixel)) is >= 0 and var odd
            ? throw new InputException(file, string.Create(CultureInfo.InvariantCulture, $"has a pixel in row {order[odd / size]} that is not a finite number"), Remedy)
            : pixels;
    }

    private static string HashOf(string file)
    {
        using var stream = RegularFile.Open(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
