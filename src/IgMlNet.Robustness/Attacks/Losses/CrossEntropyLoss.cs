using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Losses;

/// <summary>The cross-entropy −log softmax(z)_y, continued by its tangent where it saturates.</summary>
/// <remarks>
/// With u = log Σ_{j≠y} exp z_j − z_y it is log(1 + e^u), which is e^u where u is far below 0: see <see cref="Saturation"/>.
/// </remarks>
internal sealed class CrossEntropyLoss : AttackLoss
{
    public override string Id => "ce";

    public override Tensor PerImage(Tensor logits, Tensor labels)
    {
        var loss = nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.None);
        var lead = Saturation.WithoutLabel(logits, labels).logsumexp(1) - logits.gather(1, labels.unsqueeze(1)).squeeze(1);
        return Saturation.Continue(loss, lead, offset: 0);
    }
}
