using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Attacks;

/// <summary>
/// A network z = V max(Wx + b, 0). What its hidden neurons can reach is bounded exactly by the dual norm; from there on each counts as if
/// it were free within its interval (interval bound propagation; Gowal et al. 2018).
/// </summary>
internal sealed class ReluNetwork : CertifiedModel
{
    private const int Pixels = 16;
    private const int Hidden = 12;
    private const int Classes = 5;

    private readonly Tensor _first = Waves(1.7, Hidden, Pixels);
    private readonly Tensor _bias = Waves(0.9, Hidden);
    private readonly Tensor _second = Waves(2.3, Classes, Hidden);

    public ReluNetwork()
        : base(new ImageShape(1, 4, 4), Classes)
    {
    }

    public override string Name => "relu network";

    public override double[] LargestMargins(Tensor images, Tensor labels, ThreatModel budget)
    {
        using var scope = NewDisposeScope();
        var weight = _first.to(float64);
        var middle = images.flatten(1).to(float64).mm(weight.t()) + _bias;
        var reach = DualNorms(weight, budget.Norm) * budget.Epsilon;
        var (lowest, highest) = ((middle - reach).clamp_min(0).unsqueeze(1), (middle + reach).clamp_min(0).unsqueeze(1));
        var differences = Differences(_second.to(float64), labels);
        var largest = (differences.clamp_min(0) * highest).sum(2) + (differences.clamp_max(0) * lowest).sum(2);
        return LargestOfOthers(largest, labels);
    }

    protected override Tensor ComputeLogits(Tensor images, RandomStreams random) =>
        (images.flatten(1).mm(_first.t()) + _bias).relu().mm(_second.t());

    protected override void Dispose(bool disposing)
    {
        foreach (var tensor in (Tensor[])[_first, _bias, _second])
            tensor.Dispose();
        base.Dispose(disposing);
    }

    private static Tensor Waves(double frequency, params long[] shape) =>
        (arange(shape.Aggregate(1L, (product, size) => product * size), dtype: float32) * frequency).cos_().view(shape)
            .DetachFromDisposeScope();
}
