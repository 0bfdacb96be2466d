using static TorchSharp.torch;

namespace IgMlNet.Scoring;

/// <summary>
/// The pixels of some rows, and the values that a scorer computes from them. Made once for a cursor or a row, used by one thread
/// at a time; no native memory.
/// </summary>
internal abstract class ImageBatch(ImageScorer scorer, int capacity)
{
    /// <summary>The most rows it takes.</summary>
    public int Capacity => capacity;

    /// <summary>The rows' pixels, one row after another, as they were read.</summary>
    public float[] Pixels { get; } = new float[capacity * scorer.Shape.Size];

    /// <summary>Whether all pixels of a row are finite.</summary>
    protected bool[] IsFinite { get; } = new bool[capacity];

    /// <summary>The pixels of one row.</summary>
    public Span<float> Row(int row) => Pixels.AsSpan(row * scorer.Shape.Size, scorer.Shape.Size);

    /// <summary>Computes the values of the first rows.</summary>
    public void Score(int count) => scorer.Score(this, IsFinite.AsSpan(0, count));

    /// <summary>A <c>ValueGetter</c> of a computed column, numbered as the output schema has them.</summary>
    public abstract Delegate Getter(int column, Func<int> row);

    /// <summary>Computes values; called without gradient recording, in a dispose scope.</summary>
    /// <param name="images">[n, C, H, W] in [0,1], on the CPU.</param>
    /// <param name="pixels">The same, as memory.</param>
    public abstract void Compute(Tensor images, ReadOnlySpan<float> pixels);
}
