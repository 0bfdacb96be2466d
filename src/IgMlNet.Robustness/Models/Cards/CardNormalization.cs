using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Models.Cards;

/// <summary>Input normalisation (x − μ)/σ, channel by channel, of pixels in [0,1].</summary>
public sealed record CardNormalization
{
    /// <summary>μ for every channel.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>σ for every channel; positive.</summary>
    public required IReadOnlyList<float> Deviation { get; init; }

    /// <summary>The weights with this normalisation where they have none of their own.</summary>
    internal StateDict AppliedTo(StateDict weights) => weights.TryGet(StagedNetwork.MeanName, out _)
        ? weights
        : new StateDict(
            [
                CheckpointTensor.FromValues(StagedNetwork.MeanName, [.. Mean], 1, Mean.Count, 1, 1),
                CheckpointTensor.FromValues(StagedNetwork.DeviationName, [.. Deviation], 1, Deviation.Count, 1, 1),
                .. weights,
            ],
            weights.Metadata);
}
