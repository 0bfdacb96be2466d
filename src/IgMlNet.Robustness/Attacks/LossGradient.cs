using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>What one forward and backward pass of an attack gives.</summary>
/// <param name="Logits">[n, K], of the model as deployed, detached.</param>
/// <param name="Loss">The loss of each image, [n], detached.</param>
/// <param name="Gradient">Of the loss with respect to the images, [n, C, H, W].</param>
public sealed record LossGradient(Tensor Logits, Tensor Loss, Tensor Gradient);
