using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Training;

/// <summary>Random shifts (a crop from the zero-padded image) and horizontal mirroring of training images.</summary>
public sealed record Augmentation
{
    private readonly int _shift = 4;

    /// <summary>The largest shift in pixels, in each direction. Default 4, customary for CIFAR.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 0…32.</exception>
    public int Shift
    {
        get => _shift;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 32);
            _shift = value;
        }
    }

    /// <summary>Whether half of the images are mirrored. Default: they are.</summary>
    public Mirroring Mirroring { get; init; } = Mirroring.Horizontal;

    /// <summary>
    /// The images of the given indices, augmented: float32 [n, C, H, W] in [0,1], on the CPU. What happens to an image depends on
    /// the seed and its index alone.
    /// </summary>
    internal Tensor Batch(LabeledImages data, ReadOnlySpan<int> indices, RandomSeed seed)
    {
        var shape = data.Shape;
        var pixels = new float[indices.Length * shape.Size];
        for (var i = 0; i < indices.Length; i++)
        {
            var draw = seed.For(indices[i]).Value;
            var range = (ulong)((2 * Shift) + 1);
            var down = (int)(draw % range) - Shift;
            var right = (int)((draw >> 20) % range) - Shift;
            var mirrored = Mirroring == Mirroring.Horizontal && draw >> 63 == 1;
            Copy(data.Pixels(indices[i]), pixels.AsSpan(i * shape.Size, shape.Size), shape, (down, right), mirrored);
        }

        return tensor(pixels, [indices.Length, shape.Channels, shape.Height, shape.Width]);
    }

    private static void Copy(
        ReadOnlySpan<byte> source, Span<float> target, Models.ImageShape shape, (int Down, int Right) shift, bool mirrored)
    {
        for (var channel = 0; channel < shape.Channels; channel++)
        {
            for (var y = 0; y < shape.Height; y++)
            {
                var fromY = y - shift.Down;
                if (fromY < 0 || fromY >= shape.Height)
                    continue;
                var from = source.Slice(((channel * shape.Height) + fromY) * shape.Width, shape.Width);
                var to = target.Slice(((channel * shape.Height) + y) * shape.Width, shape.Width);
                for (var x = 0; x < shape.Width; x++)
                {
                    var fromX = (mirrored ? shape.Width - 1 - x : x) - shift.Right;
                    if (fromX >= 0 && fromX < shape.Width)
                        to[x] = from[fromX] / 255f;
                }
            }
        }
    }
}

/// <summary>Whether training images are mirrored.</summary>
public enum Mirroring
{
    /// <summary>They are not.</summary>
    None,

    /// <summary>Half of them are, left to right.</summary>
    Horizontal,
}
