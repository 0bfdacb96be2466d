using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

/// <summary>
/// A linear classifier z = Wx: its boundaries are planes, the margin of class j rises by at most ε‖w_j − w_y‖ in the dual norm, and as
/// far as that where no pixel is clipped.
/// </summary>
/// <param name="shape">Of the images.</param>
/// <param name="classCount">The number of classes.</param>
/// <param name="tilt">How much brighter images speak for the second class.</param>
internal sealed class LinearModel(ImageShape shape, int classCount = 2, float tilt = 0) : CertifiedModel(shape, classCount)
{
    /// <summary>[K, C·H·W].</summary>
    public Tensor Weight { get; } = (arange(classCount * shape.Size, dtype: float32).sin().view(classCount, shape.Size)
        + arange(classCount).eq(1).to(float32).mul(tilt).unsqueeze(1)).DetachFromDisposeScope();

    /// <summary>Of two classes, what the margin's gradient is, up to its sign.</summary>
    public Tensor Difference => Weight[1] - Weight[0];

    public override string Name => "linear";

    public override double[] LargestMargins(Tensor images, Tensor labels, ThreatModel budget)
    {
        using var scope = NewDisposeScope();
        var differences = Differences(Weight.to(float64), labels);
        var margins = differences.matmul(images.flatten(1).to(float64).unsqueeze(2)).squeeze(2);
        return LargestOfOthers(margins + (DualNorms(differences, budget.Norm) * budget.Epsilon), labels);
    }

    protected override Tensor ComputeLogits(Tensor images, RandomStreams random) => images.flatten(1).mm(Weight.t());

    protected override void Dispose(bool disposing)
    {
        Weight.Dispose();
        base.Dispose(disposing);
    }
}
