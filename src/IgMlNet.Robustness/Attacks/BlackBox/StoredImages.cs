using System.Globalization;
using System.Security.Cryptography;
using IgMlNet.IO;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.BlackBox;

/// <summary>
/// Adversarial images made elsewhere, by PyTorch code, on a GPU or in an earlier run, and read from a file: what they break counts like what
/// any other attack breaks.
/// </summary>
/// <remarks>
/// The file is NumPy's <c>.npy</c> or safetensors with one tensor [n, C, H, W]: row i is the perturbed image i of the data set, pixels in
/// [0,1], or whole numbers in 0…255 where the elements are bytes. <c>igml attack</c> writes such a file. Images outside the threat model are
/// projected onto it. Norms: all. Knowledge: transfer, since nothing is known of their making. It asks nothing of the model.
/// </remarks>
public sealed class StoredImages : Attack
{
    /// <summary>What names of such attacks begin with, followed by the file's path.</summary>
    internal const string Prefix = "file:";

    private const string Remedy = "Write the adversarial images of the evaluated images, in their order, e.g. with numpy.save";

    private readonly CheckpointTensor _images;
    private readonly string _path;
    private readonly string _hash;

    /// <summary>Takes images as they were read.</summary>
    private StoredImages(string path, CheckpointTensor images)
    {
        (_path, _images) = (path, images);
        _hash = Convert.ToHexStringLower(SHA256.HashData(images.Data.Span))[..12];
    }

    /// <inheritdoc/>
    public override string Id => $"file-{_hash}";

    /// <inheritdoc/>
    public override string DisplayName => $"Images of {Path.GetFileName(_path)}";

    /// <inheritdoc/>
    public override string Paper => string.Create(CultureInfo.InvariantCulture, $"{Count} images read from {Path.GetFileName(_path)}");

    /// <inheritdoc/>
    public override AttackKnowledge Knowledge => AttackKnowledge.Transfer;

    /// <inheritdoc/>
    public override int Steps => 0;

    /// <summary>The number of images in the file.</summary>
    public int Count => (int)_images.Shape[0];

    /// <summary>Channels, height and width of the images.</summary>
    public ImageShape Shape => new((int)_images.Shape[1], (int)_images.Shape[2], (int)_images.Shape[3]);

    /// <summary>Reads a file.</summary>
    /// <param name="path">A <c>.npy</c> or <c>.safetensors</c> file.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">
    /// The file cannot be read, has several tensors, or none of four dimensions with pixels in range.
    /// </exception>
    public static StoredImages Read(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var images = path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)
            ? Only(path, SafetensorsFile.Read(path, cancellationToken))
            : NpyFile.Read(path, cancellationToken);
        if (images.Shape.Length != 4 || images.Shape.Any(size => size < 1 || size > int.MaxValue))
        {
            throw new InputException(
                path, $"its array has shape [{string.Join(", ", images.Shape)}]; adversarial images are [n, C, H, W]", Remedy);
        }

        var stored = new StoredImages(path, images);
        stored.CheckPixels();
        return stored;
    }

    /// <summary>Checks that the images are perturbations of others.</summary>
    /// <param name="count">How many images there are.</param>
    /// <param name="shape">Their shape.</param>
    /// <exception cref="InputException">They are not.</exception>
    public void CheckAre(int count, ImageShape shape)
    {
        if (Count != count || Shape != shape)
        {
            throw new InputException(
                _path,
                string.Create(CultureInfo.InvariantCulture, $"it holds {Count} images of {Shape}; {count} of {shape} are attacked"),
                Remedy);
        }
    }

    /// <inheritdoc/>
    protected override Tensor Perturb(AttackContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var size = Shape.Size;
        var bytes = _images.Data.Span;
        var width = _images.ElementType.Size();
        var pixels = new float[context.Count * size];
        for (var row = 0; row < context.Count; row++)
        {
            var image = context.ImageIds[row];
            if (image < 0 || image >= Count)
            {
                throw new InputException(
                    _path, string.Create(CultureInfo.InvariantCulture, $"it holds {Count} images, and image {image} is attacked"), Remedy);
            }

            var part = new CheckpointTensor(
                _images.Name, _images.ElementType, [size], bytes.Slice((int)image * size * width, size * width).ToArray());
            part.ToFloat32Array().CopyTo(pixels.AsSpan(row * size));
        }

        var shape = context.Images.shape;
        if (shape[1] != Shape.Channels || shape[2] != Shape.Height || shape[3] != Shape.Width)
            throw new InputException(_path, $"its images are {Shape}, those attacked [{string.Join(", ", shape[1..])}]", Remedy);
        using var scope = NewDisposeScope();
        var images = tensor(pixels, shape).to(context.Images.device);
        return (IsBytes ? images.div_(byte.MaxValue) : images).MoveToOuterDisposeScope();
    }

    private bool IsBytes => _images.ElementType == ElementType.UInt8;

    private static CheckpointTensor Only(string path, StateDict tensors) => tensors.Count == 1
        ? tensors[0]
        : throw new InputException(
            path, string.Create(CultureInfo.InvariantCulture, $"it holds {tensors.Count} tensors"), "Keep one, the adversarial images");

    private void CheckPixels()
    {
        if (IsBytes)
            return;
        if (_images.ElementType.IsIntegral())
            throw new InputException(_path, $"its elements are {_images.ElementType}", "Write floating-point pixels in [0,1], or bytes");
        var size = Shape.Size;
        for (var image = 0; image < Count; image++)
        {
            var width = _images.ElementType.Size();
            var part = new CheckpointTensor(
                _images.Name, _images.ElementType, [size], _images.Data.Slice(image * size * width, size * width));
            foreach (var pixel in part.ToFloat32Array())
            {
                if (!(pixel is >= -Tolerance and <= 1 + Tolerance))
                {
                    throw new InputException(
                        _path,
                        string.Create(CultureInfo.InvariantCulture, $"image {image} has a pixel of {pixel}"),
                        "Give adversarial images with pixels in [0,1], before any normalisation; not differences from the originals");
                }
            }
        }
    }

    /// <summary>What rounding may carry pixels beyond [0,1].</summary>
    private const float Tolerance = 1e-3f;
}
