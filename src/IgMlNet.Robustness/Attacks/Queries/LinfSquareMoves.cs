using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Attacks.Queries;

/// <summary>In ℓ∞ every pixel is moved by ±ε: at first in vertical stripes, then in squares of one sign for each channel.</summary>
internal sealed class LinfSquareMoves(ImageShape shape, double epsilon) : SquareMoves(shape, epsilon)
{
    public override void Start(ReadOnlySpan<float> image, Span<float> candidate, Random random)
    {
        for (var channel = 0; channel < Shape.Channels; channel++)
        {
            for (var x = 0; x < Shape.Width; x++)
            {
                var change = Sign(random) * Epsilon;
                for (var y = 0; y < Shape.Height; y++)
                {
                    var at = At(channel, y, x);
                    candidate[at] = Math.Clamp(image[at] + change, 0, 1);
                }
            }
        }
    }

    public override bool TryNext(
        ReadOnlySpan<float> image, ReadOnlySpan<float> best, Span<float> candidate, double share, Random random)
    {
        best.CopyTo(candidate);
        var side = Side(share, least: 1);
        var (top, left) = Place(side, random);
        var changed = false;
        for (var channel = 0; channel < Shape.Channels; channel++)
        {
            var change = Sign(random) * Epsilon;
            for (var y = top; y < top + side; y++)
            {
                var start = At(channel, y, left);
                for (var at = start; at < start + side; at++)
                {
                    candidate[at] = Math.Clamp(image[at] + change, 0, 1);
                    changed |= candidate[at] != best[at];
                }
            }
        }

        return changed;
    }
}
