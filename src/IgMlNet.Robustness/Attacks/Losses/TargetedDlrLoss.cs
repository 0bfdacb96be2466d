using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Losses;

/// <summary>The targeted difference of logits ratio.</summary>
/// <remarks>Paper: Croce &amp; Hein, Reliable Evaluation of Adversarial Robustness (ICML 2020), Eq. 7.</remarks>
internal sealed class TargetedDlrLoss : TargetedLoss
{
    private const double Smallest = 1e-12;

    public override string Id => "dlr";

    public override int FewestClasses => 4;

    public override Tensor PerImage(Tensor logits, Tensor labels, Tensor targets)
    {
        var (largest, _) = logits.topk(4, dim: 1);
        var spread = largest.select(1, 0) - ((largest.select(1, 2) + largest.select(1, 3)) / 2) + Smallest;
        var pair = logits.gather(1, stack([targets, labels], 1));
        return (pair.select(1, 0) - pair.select(1, 1)) / spread;
    }
}
