using IgMlNet.Robustness.Models;
using TorchSharp;

namespace IgMlNet.Robustness.Attacks.Queries;

/// <summary>The moves of the Square Attack in a norm: where it starts, and how it changes a square.</summary>
/// <remarks>Images are [C, H, W] in a row.</remarks>
internal abstract class SquareMoves(ImageShape shape, double epsilon)
{
    /// <summary>Channels, height and width.</summary>
    protected ImageShape Shape { get; } = shape;

    /// <summary>The budget ε.</summary>
    protected float Epsilon { get; } = (float)epsilon;

    /// <summary>Writes the first candidate.</summary>
    public abstract void Start(ReadOnlySpan<float> image, Span<float> candidate, Random random);

    /// <summary>Writes the best candidate with another square; false where that is the best candidate again.</summary>
    /// <param name="image">The unperturbed image.</param>
    /// <param name="best">The best candidate so far.</param>
    /// <param name="candidate">The next candidate.</param>
    /// <param name="share">The share of the image's pixels that the square covers.</param>
    /// <param name="random">The image's own random numbers.</param>
    public abstract bool TryNext(
        ReadOnlySpan<float> image, ReadOnlySpan<float> best, Span<float> candidate, double share, Random random);

    /// <summary>Brings a batch of candidates into the threat model where the moves do not stay in it by themselves.</summary>
    public virtual torch.Tensor Complete(AttackContext context, torch.Tensor candidates) => candidates;

    /// <summary>−1 or 1.</summary>
    protected static int Sign(Random random) => random.Next(2) == 0 ? -1 : 1;

    /// <summary>The side of a square that covers a share of the image's pixels, at least <paramref name="least"/>.</summary>
    protected int Side(double share, int least)
    {
        var side = Math.Max((int)Math.Round(Math.Sqrt(share * Shape.Height * Shape.Width)), least);
        return Math.Min(side, Math.Min(Shape.Height, Shape.Width));
    }

    /// <summary>A place for a square, uniform over all that lie within the image.</summary>
    protected (int Top, int Left) Place(int side, Random random) =>
        (random.Next(Shape.Height - side + 1), random.Next(Shape.Width - side + 1));

    /// <summary>Where a row of a square begins.</summary>
    protected int At(int channel, int y, int x) => (((channel * Shape.Height) + y) * Shape.Width) + x;
}
