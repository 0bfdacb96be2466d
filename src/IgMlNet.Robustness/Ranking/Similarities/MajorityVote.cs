using static TorchSharp.torch;

namespace IgMlNet.Robustness.Ranking.Similarities;

/// <summary>How many of the 100 images on which a neuron is most active are of the class; no CLIP has a say.</summary>
/// <remarks>The official code's <c>majority_vote_gt</c>.</remarks>
public sealed class MajorityVote : SimilarityFunction
{
    private const int TopImages = 100;

    /// <inheritdoc/>
    public override string Id => "majority-vote";

    /// <inheritdoc/>
    public override string DisplayName => "majority vote";

    /// <inheritdoc/>
    public override bool UsesLabels => true;

    /// <inheritdoc/>
    public override bool UsesClip => false;

    private protected override Tensor Compute(Tensor imageText, Tensor activations, Tensor labels)
    {
        var images = MostActive(activations, TopImages).Images;
        var votes = labels.index_select(0, images.reshape(-1)).view(images.shape);
        return zeros([images.shape[0], imageText.shape[1]], device: images.device)
            .scatter_add_(1, votes, ones(votes.shape, device: images.device));
    }
}
