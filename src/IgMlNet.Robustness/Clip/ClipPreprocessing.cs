using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Images;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Clip;

/// <summary>What is done to pixels before a CLIP sees them: a resize, a crop, and normalisation; grey is repeated to three colours.</summary>
public sealed record ClipPreprocessing
{
    private static readonly float[] PublishedMean = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] PublishedDeviation = [0.26862954f, 0.26130258f, 0.27577711f];

    /// <summary>A preprocessing.</summary>
    /// <param name="geometry">The resize and crop; its output has the model's resolution.</param>
    /// <param name="mean">The mean of red, green and blue that is subtracted, of pixels in [0,1].</param>
    /// <param name="deviation">The standard deviation of red, green and blue that is divided by.</param>
    /// <exception cref="ArgumentException">
    /// The geometry leaves images their size, there are not three numbers, one is not finite, or a deviation is not positive.
    /// </exception>
    public ClipPreprocessing(ImagePreprocessing geometry, IReadOnlyList<float> mean, IReadOnlyList<float> deviation)
    {
        ColorStatistics.Check(geometry, mean, deviation);
        (Geometry, Mean, Deviation) = (geometry, [.. mean], [.. deviation]);
    }

    /// <summary>The resize and crop.</summary>
    public ImagePreprocessing Geometry { get; }

    /// <summary>The mean of red, green and blue that is subtracted, of pixels in [0,1].</summary>
    public IReadOnlyList<float> Mean { get; }

    /// <summary>The standard deviation of red, green and blue that is divided by.</summary>
    public IReadOnlyList<float> Deviation { get; }

    /// <summary>Height and width of the images that it gives, in pixels.</summary>
    public int Resolution => Geometry.OutputSize!.Value.Width;

    /// <summary>
    /// The published one: the short side to the resolution, bicubic as in Pillow, the central square, OpenAI's mean and deviation.
    /// </summary>
    /// <param name="resolution">Height and width of the images that the model takes, in pixels.</param>
    public static ClipPreprocessing Published(int resolution) => new(
        ImagePreprocessing.ShortSide(resolution, resolution, ResizeFilter.Bicubic), PublishedMean, PublishedDeviation);

    /// <summary>
    /// Images of any size as a CLIP takes them: float32 [n, 3, R, R]. The caller's dispose scope owns them.
    /// </summary>
    /// <param name="images">The images.</param>
    /// <param name="range">Which of them.</param>
    /// <param name="device">Where the tensor lies.</param>
    /// <exception cref="ArgumentException">The images have neither one nor three colours, or are too many for one tensor.</exception>
    public Tensor Apply(LabeledImages images, Range range, Device device)
    {
        ArgumentNullException.ThrowIfNull(images);
        var channels = images.Shape.Channels;
        if (channels is not (1 or 3))
            throw new ArgumentException($"Images of {channels} channels are neither grey nor in colour.", nameof(images));
        var (offset, count) = range.GetOffsetAndLength(images.Count);
        var size = channels * Resolution * Resolution;
        if ((long)size * count > Array.MaxLength)
            throw new ArgumentException($"{count} images are too many for one tensor.", nameof(range));
        using var scope = NewDisposeScope();
        var values = tensor(Resized(images, offset, count), [count, channels, Resolution, Resolution]).to(device);
        return Normalized(values.to(ScalarType.Float32).div_(255)).MoveToOuterDisposeScope();
    }

    /// <summary>The same images, resized and cropped.</summary>
    internal LabeledImages Resized(LabeledImages images) => LabeledImages.FromPixels(
        images.Name, images.Split, new ImageShape(images.Shape.Channels, Resolution, Resolution), images.ClassNames, images.Labels,
        Resized(images, 0, images.Count));

    /// <summary>Images [n, C, R, R] of pixels in [0,1] in colour, normalised. The caller's dispose scope owns them.</summary>
    internal Tensor Normalized(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (mean, deviation) = (PerChannel(Mean, images.device), PerChannel(Deviation, images.device));
        return images.expand(images.shape[0], 3, Resolution, Resolution).sub(mean).div_(deviation).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public bool Equals(ClipPreprocessing? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The preprocessing in a line: geometry, mean, deviation.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Geometry}, mean {Mean[0]:R} {Mean[1]:R} {Mean[2]:R}, deviation {Deviation[0]:R} {Deviation[1]:R} {Deviation[2]:R}");

    private byte[] Resized(LabeledImages images, int offset, int count)
    {
        var size = images.Shape.Channels * Resolution * Resolution;
        var pixels = new byte[size * count];
        Parallel.For(0, count, index => PlanarImage.Preprocess(
            images.Pixels(offset + index), images.Shape, Geometry, pixels.AsSpan(index * size, size)));
        return pixels;
    }

    private static Tensor PerChannel(IReadOnlyList<float> values, Device device) =>
        tensor(values.ToArray(), device: device).view(1, 3, 1, 1);
}
