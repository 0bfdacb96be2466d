using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>Images to attack, with their labels and their indices in the data set.</summary>
public sealed class AttackBatch
{
    /// <summary>Groups images, labels and indices; the caller keeps ownership of the tensors.</summary>
    /// <param name="images">[n, C, H, W], float32, pixels in [0,1].</param>
    /// <param name="labels">[n], int64, true classes.</param>
    /// <param name="imageIds">The images' indices in their data set; random streams are derived from them.</param>
    /// <exception cref="ArgumentException">The counts differ, or a pixel is outside [0,1] or not a number.</exception>
    public AttackBatch(Tensor images, Tensor labels, IReadOnlyList<long> imageIds)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(imageIds);
        if (images.dim() != 4 || labels.dim() != 1 || images.shape[0] != labels.shape[0] || labels.shape[0] != imageIds.Count)
        {
            throw new ArgumentException(
                $"Images [{string.Join(", ", images.shape)}], labels [{string.Join(", ", labels.shape)}] and " +
                $"{imageIds.Count} indices do not belong together.");
        }

        if (imageIds.Count > 0)
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var lowest = images.amin([0, 1, 2, 3]).ToSingle();
            var highest = images.amax([0, 1, 2, 3]).ToSingle();
            if (!(lowest >= 0 && highest <= 1))
                throw new ArgumentException($"Pixels must be in [0,1]; these range from {lowest} to {highest}.", nameof(images));
        }

        Images = images;
        Labels = labels;
        ImageIds = imageIds;
    }

    /// <summary>The unperturbed images, [n, C, H, W], pixels in [0,1].</summary>
    public Tensor Images { get; }

    /// <summary>The true classes, [n], int64.</summary>
    public Tensor Labels { get; }

    /// <summary>The images' indices in their data set.</summary>
    public IReadOnlyList<long> ImageIds { get; }

    /// <summary>The number of images n.</summary>
    public int Count => ImageIds.Count;

    /// <summary>Some of the images; the caller's scope owns the tensors.</summary>
    /// <param name="rows">Their places in this batch.</param>
    internal AttackBatch Part(IReadOnlyList<int> rows)
    {
        using var index = Index(rows, Images.device);
        return new AttackBatch(Images.index_select(0, index), Labels.index_select(0, index), [.. rows.Select(row => ImageIds[row])]);
    }

    /// <summary>Places in a batch as an index tensor.</summary>
    internal static Tensor Index(IEnumerable<int> rows, Device device) => tensor([.. rows.Select(row => (long)row)], device: device);
}
