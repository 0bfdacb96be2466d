using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

/// <summary>A linear classifier of two classes: its boundary is a plane, and all about it is known.</summary>
/// <param name="shape">Of the images.</param>
/// <param name="tilt">How much brighter images speak for the second class.</param>
internal sealed class LinearModel(ImageShape shape, float tilt = 0) : ImageModel
{
    /// <summary>[2, C·H·W].</summary>
    public Tensor Weight { get; } =
        (arange(2 * shape.Size, dtype: float32).sin().view(2, shape.Size) + tensor([0, tilt]).unsqueeze(1)).DetachFromDisposeScope();

    /// <summary>What the margin's gradient is, up to its sign.</summary>
    public Tensor Difference => Weight[1] - Weight[0];

    public override string Name => "linear";

    public override ImageShape InputShape { get; } = shape;

    public override int ClassCount => 2;

    public override Device Device => CPU;

    public override double ForwardPasses => 1;

    protected override Tensor ComputeLogits(Tensor images, RandomStreams random) => images.flatten(1).mm(Weight.t());

    protected override void Dispose(bool disposing)
    {
        Weight.Dispose();
        base.Dispose(disposing);
    }
}
