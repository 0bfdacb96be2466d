using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Losses;

internal sealed class CrossEntropyLoss : AttackLoss
{
    public override string Id => "ce";

    public override Tensor PerImage(Tensor logits, Tensor labels) =>
        nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.None);
}
