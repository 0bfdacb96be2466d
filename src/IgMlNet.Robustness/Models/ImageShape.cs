namespace IgMlNet.Robustness.Models;

/// <summary>The shape of one image, without the batch dimension: [channels, height, width].</summary>
public readonly record struct ImageShape
{
    /// <summary>A shape of the given extents.</summary>
    /// <param name="channels">Colour planes: 1 for grey, 3 for red, green, blue.</param>
    /// <param name="height">Rows, in pixels.</param>
    /// <param name="width">Columns, in pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An extent is below 1, or the image would have more elements than an <see cref="int"/> counts.
    /// </exception>
    public ImageShape(int channels, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var plane = (long)height * width;
        if (plane > int.MaxValue || plane * channels > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(
                nameof(height), $"An image of {channels}x{height}x{width} has more than {int.MaxValue} elements.");
        }

        (Channels, Height, Width) = (channels, height, width);
    }

    /// <summary>Colour planes: 1 for grey, 3 for red, green, blue.</summary>
    public int Channels { get; }

    /// <summary>Rows, in pixels.</summary>
    public int Height { get; }

    /// <summary>Columns, in pixels.</summary>
    public int Width { get; }

    /// <summary>Elements of one image: channels × height × width.</summary>
    public int Size => Channels * Height * Width;

    /// <summary>The extents as <c>3x32x32</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Channels}x{Height}x{Width}");
}
