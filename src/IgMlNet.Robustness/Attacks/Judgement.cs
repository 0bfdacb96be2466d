using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>How candidates fare on the model as it is deployed, as far as an attack may know it.</summary>
/// <param name="Margin">
/// [n]: the margin max_{j≠y} z_j − z_y; of a randomized model its mean over the selection draws.
/// </param>
/// <param name="Misclassified">[n], bool: misclassified, by a randomized model in every selection draw.</param>
public sealed record Judgement(Tensor Margin, Tensor Misclassified);
