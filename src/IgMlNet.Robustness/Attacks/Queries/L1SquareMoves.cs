using IgMlNet.Robustness.Models;
using TorchSharp;

namespace IgMlNet.Robustness.Attacks.Queries;

/// <summary>The Square Attack's moves in ℓ1: changes may grow past ε, and every candidate is the nearest allowed image.</summary>
/// <remarks>As in AutoAttack; the paper has none for ℓ1.</remarks>
internal sealed class L1SquareMoves(ImageShape shape, double epsilon) : PyramidSquareMoves(shape, epsilon)
{
    protected override int Steepness => 4;

    public override torch.Tensor Complete(AttackContext context, torch.Tensor candidates) => context.Project(candidates);

    protected override float Length(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += Math.Abs(value);
        return (float)sum;
    }

    protected override float Joined(float one, float other) => one + other;

    protected override float Allowance(float whole, float window) =>
        Math.Max(Epsilon - whole, 0) + (window * Shape.Channels);

    protected override void Finish(ReadOnlySpan<float> image, Span<float> change)
    {
        for (var i = 0; i < change.Length; i++)
            change[i] += image[i];
    }
}
