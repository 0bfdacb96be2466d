using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Attacks.Queries;

/// <summary>The Square Attack's moves in ℓ2: every candidate is stretched to the length ε and then clipped.</summary>
internal sealed class L2SquareMoves(ImageShape shape, double epsilon) : PyramidSquareMoves(shape, epsilon)
{
    private const float Smallest = 1e-12f;

    protected override int Steepness => 2;

    protected override float Length(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += (double)value * value;
        return (float)Math.Sqrt(sum);
    }

    protected override float Joined(float one, float other) => MathF.Sqrt((one * one) + (other * other));

    protected override float Allowance(float whole, float window) =>
        MathF.Sqrt((Math.Max((Epsilon * Epsilon) - (whole * whole), 0) / Shape.Channels) + (window * window));

    protected override void Finish(ReadOnlySpan<float> image, Span<float> change)
    {
        var scale = Epsilon / (Length(change) + Smallest);
        for (var i = 0; i < change.Length; i++)
            change[i] = Math.Clamp(image[i] + (change[i] * scale), 0, 1);
    }
}
