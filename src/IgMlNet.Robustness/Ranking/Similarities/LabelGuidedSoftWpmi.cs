using static TorchSharp.torch;

namespace IgMlNet.Robustness.Ranking.Similarities;

/// <summary>
/// soft-WPMI over all probe images in which an image speaks for no class but its own: the likelihoods of other classes are 0.
/// </summary>
/// <remarks>
/// The official code's <c>soft_wpmi_gt</c>. An image's term for another class depends on its rank alone, so a neuron's terms are
/// summed once and corrected for the images of each class: N·M terms in place of N·M·K.
/// </remarks>
public sealed class LabelGuidedSoftWpmi : SimilarityFunction
{
    private const double Lambda = 1;

    /// <inheritdoc/>
    public override string Id => "soft-wpmi-gt";

    /// <inheritdoc/>
    public override string DisplayName => "soft-WPMI-GT";

    /// <inheritdoc/>
    public override bool UsesLabels => true;

    private protected override Tensor Compute(Tensor imageText, Tensor activations, Tensor labels)
    {
        var (count, classes) = (imageText.shape[0], imageText.shape[1]);
        var own = (imageText * SoftWpmi.Sharpness).softmax(1).gather(1, labels.unsqueeze(1)).squeeze(1);
        var belonging = SoftWpmi.RankProbabilities(count, imageText.device).unsqueeze(0);
        var foreign = (1 - belonging + SoftWpmi.LeastProbability).to(ScalarType.Float64).log_();
        var given = ByNeurons(activations.shape[1], count, (first, neurons) =>
        {
            var images = MostActive(activations.narrow(1, first, neurons), count).Images;
            var terms = own.index_select(0, images.reshape(-1)).view(neurons, count)
                .sub_(1).mul_(belonging).add_(1 + SoftWpmi.LeastProbability).to(ScalarType.Float64).log_().sub_(foreign);
            var corrected = zeros([neurons, classes], dtype: ScalarType.Float64, device: terms.device)
                .scatter_add_(1, labels.index_select(0, images.reshape(-1)).view(neurons, count), terms);
            return corrected.add_(foreign.sum());
        });
        return MutualInformation(given, Lambda);
    }
}
