using IgMlNet.Robustness.Attacks;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Evaluation.Blocks;

/// <summary>What an attack brought for some images of a block. Its tensors belong to the dispose scope in which it is made.</summary>
/// <param name="Images">[n, C, H, W], within the threat model.</param>
/// <param name="Distance">[n], in the threat model's norm.</param>
/// <param name="FoundBy">For each image the attack of an ensemble that found it; null where none did.</param>
/// <param name="ForwardPasses">Images pushed forward for it.</param>
/// <param name="Gradients">Gradients computed for it.</param>
internal sealed record Candidates(
    Tensor Images, Tensor Distance, IReadOnlyList<string?> FoundBy, long ForwardPasses, long Gradients)
{
    /// <summary>All that a run gave.</summary>
    public static Candidates FromResult(AttackResult result) => new(
        result.Adversarial.alias(), result.Distance.alias(), result.FoundBy, result.Queries + result.Gradients, result.Gradients);
}
