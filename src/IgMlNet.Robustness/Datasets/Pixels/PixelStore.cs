namespace IgMlNet.Robustness.Datasets.Pixels;

/// <summary>Where the pixels of a data set are: in memory, or in files from which they are decoded whenever they are asked for.</summary>
internal abstract class PixelStore
{
    /// <summary>The number of images.</summary>
    public abstract int Count { get; }

    /// <summary>The bytes of one image, planar [C,H,W].</summary>
    public abstract ReadOnlyMemory<byte> Read(int index);

    /// <summary>Writes the bytes of several images one after another.</summary>
    /// <param name="indices">Which, in this order.</param>
    /// <param name="target">As many bytes as they have together.</param>
    public abstract void Read(ReadOnlySpan<int> indices, Span<byte> target);

    /// <summary>The images of some indices, in that order.</summary>
    public abstract PixelStore Subset(int[] indices);
}

/// <summary>Pixels in memory.</summary>
internal sealed class HeldPixels(ReadOnlyMemory<byte>[] images) : PixelStore
{
    public override int Count => images.Length;

    public override ReadOnlyMemory<byte> Read(int index) => images[index];

    public override void Read(ReadOnlySpan<int> indices, Span<byte> target)
    {
        foreach (var index in indices)
        {
            images[index].Span.CopyTo(target);
            target = target[images[index].Length..];
        }
    }

    public override PixelStore Subset(int[] indices) => new HeldPixels(Array.ConvertAll(indices, index => images[index]));
}
