using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Losses;

/// <summary>The margin max_{j≠y} z_j − z_y.</summary>
/// <remarks>Paper: Carlini &amp; Wagner, Towards Evaluating the Robustness of Neural Networks (S&amp;P 2017), f6 untargeted.</remarks>
internal sealed class CarliniWagnerLoss : AttackLoss
{
    public override string Id => "cw";

    public override Tensor PerImage(Tensor logits, Tensor labels)
    {
        var others = Saturation.WithoutLabel(logits, labels);
        return others.amax([1]) - logits.gather(1, labels.unsqueeze(1)).squeeze(1);
    }
}
