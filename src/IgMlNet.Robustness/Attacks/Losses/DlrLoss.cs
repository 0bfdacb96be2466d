using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Losses;

/// <summary>−(z_y − max_{j≠y} z_j) / (z_π1 − z_π3), π sorting the logits downwards.</summary>
/// <remarks>Paper: Croce &amp; Hein, Reliable Evaluation of Adversarial Robustness (ICML 2020), Eq. 6.</remarks>
internal sealed class DlrLoss : AttackLoss
{
    private const double Smallest = 1e-12;

    public override string Id => "dlr";

    public override int FewestClasses => 3;

    public override Tensor PerImage(Tensor logits, Tensor labels)
    {
        var (largest, _) = logits.topk(3, dim: 1);
        return CarliniWagner.PerImage(logits, labels) / (largest.select(1, 0) - largest.select(1, 2) + Smallest);
    }
}
