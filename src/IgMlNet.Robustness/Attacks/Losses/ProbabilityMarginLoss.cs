using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Losses;

/// <summary>The probability margin max_{j≠y} p_j − p_y with p = softmax(z), continued by its tangent where it saturates.</summary>
/// <remarks>
/// Paper: Xie et al., Towards Million-Scale Adversarial Robustness Evaluation with Stronger Individual Attacks (2024). With u =
/// log Σ_{j≠y} exp z_j − z_y and q the largest probability among the wrong classes, 1 + margin = σ(u)(1 + q); the tangent is taken of its
/// logarithm, see <see cref="Saturation"/>.
/// </remarks>
internal sealed class ProbabilityMarginLoss : AttackLoss
{
    public override string Id => "pm";

    public override Tensor PerImage(Tensor logits, Tensor labels) => PerImage(logits, logits.softmax(1), labels);

    /// <summary>The same where the probabilities, softmax(z), are at hand.</summary>
    public static Tensor PerImage(Tensor logits, Tensor probabilities, Tensor labels)
    {
        var margin = CarliniWagner.PerImage(probabilities, labels);
        var others = Saturation.WithoutLabel(logits, labels);
        var lead = others.logsumexp(1) - logits.gather(1, labels.unsqueeze(1)).squeeze(1);
        var likeliest = (others.amax([1]) - others.logsumexp(1)).exp();
        return Saturation.Continue(margin, nn.functional.logsigmoid(lead) + likeliest.log1p(), offset: -1);
    }
}
