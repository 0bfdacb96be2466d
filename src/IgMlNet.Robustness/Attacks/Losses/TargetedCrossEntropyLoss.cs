using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Losses;

internal sealed class TargetedCrossEntropyLoss : TargetedLoss
{
    public override string Id => "ce";

    public override Tensor PerImage(Tensor logits, Tensor labels, Tensor targets) =>
        AttackLoss.CrossEntropy.PerImage(logits, targets).neg();
}
