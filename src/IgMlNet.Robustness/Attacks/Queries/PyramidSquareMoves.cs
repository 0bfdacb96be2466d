using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Attacks.Queries;

/// <summary>
/// In ℓ2 and ℓ1 the budget is a sum that squares share: a square takes what another gives up, and its change is a pair of
/// pyramids, one up and one down, added to what was there.
/// </summary>
/// <remarks>Paper: Andriushchenko et al. (ECCV 2020), Algorithm 3 and Sec. 3.3; in ℓ1 as in AutoAttack.</remarks>
internal abstract class PyramidSquareMoves(ImageShape shape, double epsilon) : SquareMoves(shape, epsilon)
{
    private const int FirstTilesAcross = 5;
    private const int SmallestSide = 3;
    private const float Smallest = 1e-12f;

    private readonly Dictionary<int, float[]> _patterns = [];

    /// <summary>How fast pyramids fall off: the k-th step has height k to the minus this.</summary>
    protected abstract int Steepness { get; }

    /// <summary>The norm of some values.</summary>
    protected abstract float Length(ReadOnlySpan<float> values);

    /// <summary>The norm of values of which one part has one norm and the rest another.</summary>
    protected abstract float Joined(float one, float other);

    /// <summary>The norm that a square's change in a channel is given.</summary>
    /// <param name="whole">The norm of the whole change so far.</param>
    /// <param name="window">The channel's norm in the two squares that are given up.</param>
    protected abstract float Allowance(float whole, float window);

    /// <summary>Turns a change into a candidate.</summary>
    protected abstract void Finish(ReadOnlySpan<float> image, Span<float> change);

    public override void Start(ReadOnlySpan<float> image, Span<float> candidate, Random random)
    {
        candidate.Clear();
        var side = Math.Max(Math.Min(Shape.Height, Shape.Width) / FirstTilesAcross, 1);
        var (top, left) = (Margin(Shape.Height), Margin(Shape.Width));
        for (var y = top; y + side <= Shape.Height; y += side)
        {
            for (var x = left; x + side <= Shape.Width; x += side)
            {
                var pattern = Pattern(side, random);
                for (var channel = 0; channel < Shape.Channels; channel++)
                    Add(candidate, pattern, side, Sign(random), channel, y, x);
            }
        }

        Finish(image, candidate);

        int Margin(int length) => Math.Max(length - (side * FirstTilesAcross), 0) / 2;
    }

    public override bool TryNext(
        ReadOnlySpan<float> image, ReadOnlySpan<float> best, Span<float> candidate, double share, Random random)
    {
        for (var i = 0; i < candidate.Length; i++)
            candidate[i] = best[i] - image[i];
        var whole = Length(candidate);
        var side = Side(share, SmallestSide) | 1;
        if (side > Math.Min(Shape.Height, Shape.Width))
            side = Math.Min(Shape.Height, Shape.Width);
        var (top, left) = Place(side, random);
        var (otherTop, otherLeft) = Place(side, random);
        var pattern = Pattern(side, random);
        Span<float> window = new float[side * side];
        for (var channel = 0; channel < Shape.Channels; channel++)
        {
            Take(candidate, window, side, channel, top, left);
            var here = Length(window);
            Clear(candidate, side, channel, top, left);
            var there = ClearedLength(candidate, side, channel, otherTop, otherLeft);
            var sign = Sign(random);
            for (var i = 0; i < window.Length; i++)
                window[i] = (sign * pattern[i]) + (window[i] / (Smallest + here));
            var scale = Allowance(whole, Joined(here, there)) / (Smallest + Length(window));
            Add(candidate, window, side, scale, channel, top, left);
        }

        Finish(image, candidate);
        return true;
    }

    private void Add(Span<float> target, ReadOnlySpan<float> values, int side, float scale, int channel, int top, int left)
    {
        for (var y = 0; y < side; y++)
        {
            var start = At(channel, top + y, left);
            for (var x = 0; x < side; x++)
                target[start + x] += scale * values[(y * side) + x];
        }
    }

    private void Take(ReadOnlySpan<float> source, Span<float> window, int side, int channel, int top, int left)
    {
        for (var y = 0; y < side; y++)
            source.Slice(At(channel, top + y, left), side).CopyTo(window.Slice(y * side, side));
    }

    private void Clear(Span<float> target, int side, int channel, int top, int left)
    {
        for (var y = 0; y < side; y++)
            target.Slice(At(channel, top + y, left), side).Clear();
    }

    private float ClearedLength(Span<float> target, int side, int channel, int top, int left)
    {
        var window = new float[side * side];
        Take(target, window, side, channel, top, left);
        Clear(target, side, channel, top, left);
        return Length(window);
    }

    /// <summary>The pair of pyramids of a side, of norm 1, lying or standing by chance.</summary>
    private float[] Pattern(int side, Random random)
    {
        var standing = random.Next(2) == 1;
        var key = standing ? -side : side;
        if (_patterns.TryGetValue(key, out var known))
            return known;
        var pattern = new float[side * side];
        var upper = side / 2;
        Pyramid(upper, side, 1).CopyTo(pattern, 0);
        Pyramid(side - upper, side, -1).CopyTo(pattern, upper * side);
        var length = Length(pattern);
        var turned = new float[pattern.Length];
        for (var i = 0; i < pattern.Length; i++)
            turned[i] = pattern[standing ? ((i % side) * side) + (i / side) : i] / length;
        return _patterns[key] = turned;
    }

    private float[] Pyramid(int height, int width, int sign)
    {
        var values = new float[height * width];
        var steps = (Math.Max(height, width) / 2) + 1;
        for (var i = 0; i < values.Length; i++)
        {
            var fromTop = Math.Max(Math.Abs((i / width) - (height / 2)), Math.Abs((i % width) - (width / 2)));
            for (var step = fromTop; step < steps; step++)
                values[i] += (float)Math.Pow(step + 1, -Steepness);
        }

        var length = Length(values);
        return Array.ConvertAll(values, value => sign * value / length);
    }
}
