using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>What a search for adversarial images found.</summary>
/// <param name="Images">
/// [n, C, H, W]: the first misclassified image that will do where misclassification was the goal and there was one, else the best
/// candidate.
/// </param>
/// <param name="Misclassified">For each image whether a misclassified one was found, where that was the goal.</param>
internal sealed record SearchResult(Tensor Images, IReadOnlyList<bool> Misclassified);
