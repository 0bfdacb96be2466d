using static TorchSharp.torch;

namespace IgMlNet.Robustness.Attacks;

/// <summary>What a run of an attack gives: images within the threat model, and what they cost. It owns its tensors.</summary>
public sealed class AttackResult : IDisposable
{
    internal AttackResult(Tensor adversarial, Tensor distance, AttackRecord record)
    {
        Adversarial = adversarial.DetachFromDisposeScope();
        Distance = distance.DetachFromDisposeScope();
        QueriesPerImage = record.Queries;
        GradientsPerImage = record.Gradients;
        FoundBy = record.FoundBy;
    }

    /// <summary>
    /// The perturbed images [n, C, H, W]: those that mislead the model where any were found, else those of highest loss. They are
    /// within ε of the originals and within [0,1].
    /// </summary>
    public Tensor Adversarial { get; }

    /// <summary>The size of each perturbation in the threat model's norm, [n].</summary>
    public Tensor Distance { get; }

    /// <summary>Images for which logits were asked for without a gradient, over the whole batch.</summary>
    public long Queries => QueriesPerImage.Sum();

    /// <summary>Images for which a gradient was computed, over the whole batch.</summary>
    public long Gradients => GradientsPerImage.Sum();

    /// <summary>For each image how often logits were asked for without a gradient.</summary>
    public IReadOnlyList<long> QueriesPerImage { get; }

    /// <summary>For each image how often a gradient was computed.</summary>
    public IReadOnlyList<long> GradientsPerImage { get; }

    /// <summary>
    /// For each image which of an ensemble's attacks found its perturbation, by identifier; null where none found a better one
    /// than the image itself, and throughout for an attack that is no ensemble.
    /// </summary>
    public IReadOnlyList<string?> FoundBy { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Adversarial.Dispose();
        Distance.Dispose();
    }
}
