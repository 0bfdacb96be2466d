using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks.Losses;

/// <summary>
/// Keeps losses made of probabilities from saturating. Where a classifier is very sure of the true class, e^t with t → −∞ and its gradient
/// vanish in float32, and an attack sees neither direction nor progress. Below <see cref="Limit"/> the tangent of e^t in t continues it:
/// the gradient keeps its direction, which does not depend on the scale of the logits, and larger values still mean more progress.
/// </summary>
/// <remarks>
/// Above the limit, where the loss is healthy, values and gradients are those of the published definition, bit for bit. Remedies of this
/// kind: Carlini &amp; Wagner, Defensive Distillation is Not Robust to Adversarial Examples (2016), who divide logits by a temperature; Yu
/// &amp; Xu, Efficient Loss Function by Minimizing the Detrimental Effect of Floating-Point Errors on Gradient-Based Attacks (CVPR 2023),
/// who scale them for each image.
/// </remarks>
internal static class Saturation
{
    /// <summary>The t below which the tangent takes over: probabilities of 5·10⁻⁵, which 1 − p still tells apart to 0.1 % in float32.</summary>
    public const double Limit = -10;

    /// <summary>The logits without those of the true classes, which are −∞; [n, K].</summary>
    public static Tensor WithoutLabel(Tensor logits, Tensor labels)
    {
        var column = labels.unsqueeze(1);
        return logits.scatter(1, column, full_like(column, float.NegativeInfinity, dtype: logits.dtype));
    }

    /// <summary>A loss e^t + offset where t is above the limit, and its tangent in t below; [n].</summary>
    /// <param name="loss">The loss as published, [n].</param>
    /// <param name="exponent">t, computed so that it does not saturate, [n].</param>
    /// <param name="offset">What the loss has beside e^t.</param>
    public static Tensor Continue(Tensor loss, Tensor exponent, double offset)
    {
        var height = Math.Exp(Limit);
        var tangent = ((exponent - Limit) * height) + (height + offset);
        return where(exponent.lt(Limit), tangent, loss);
    }
}
