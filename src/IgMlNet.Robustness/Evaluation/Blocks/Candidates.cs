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
    /// <summary>The images themselves, which cost nothing.</summary>
    public static Candidates Unperturbed(AttackBatch batch) => new(
        batch.Images.clone(), zeros([batch.Count], device: batch.Images.device), new string?[batch.Count], 0, 0);

    /// <summary>The same with some images replaced by other candidates, and the costs of both.</summary>
    /// <param name="others">Candidates for the same images.</param>
    /// <param name="rows">The images to replace.</param>
    /// <param name="finder">What found them.</param>
    public Candidates With(Candidates others, IReadOnlyList<int> rows, string finder)
    {
        ArgumentNullException.ThrowIfNull(others);
        var foundBy = FoundBy.ToArray();
        var (images, distance) = (Images, Distance);
        if (rows.Count > 0)
        {
            using var index = AttackBatch.Index(rows, Images.device);
            using var newImages = others.Images.index_select(0, index);
            using var newDistance = others.Distance.index_select(0, index);
            (images, distance) = (Images.index_copy(0, index, newImages), Distance.index_copy(0, index, newDistance));
            foreach (var row in rows)
                foundBy[row] = finder;
        }

        return new Candidates(images, distance, foundBy, ForwardPasses + others.ForwardPasses, Gradients + others.Gradients);
    }

    /// <summary>All that a run gave.</summary>
    public static Candidates FromResult(AttackResult result) => new(
        result.Adversarial.alias(), result.Distance.alias(), result.FoundBy, result.Queries + result.Gradients, result.Gradients);
}
