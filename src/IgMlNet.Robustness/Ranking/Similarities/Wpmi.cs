using static TorchSharp.torch;

namespace IgMlNet.Robustness.Ranking.Similarities;

/// <summary>
/// Weighted pointwise mutual information: the images on which a neuron is most active count alike, all others not at all.
/// </summary>
/// <remarks>
/// Σ over the top T images of log(softmax(a·P)_ik + 10⁻⁷), minus λ log p(d). Published: T = 28, a = 2, λ = 0.6.
/// </remarks>
public sealed class Wpmi : SimilarityFunction
{
    private const int TopImages = 28;
    private const double Sharpness = 2;
    private const double Lambda = 0.6;
    private const double LeastProbability = 1e-7;

    /// <inheritdoc/>
    public override string Id => "wpmi";

    /// <inheritdoc/>
    public override string DisplayName => "WPMI";

    private protected override Tensor Compute(Tensor imageText, Tensor activations, Tensor labels)
    {
        var classes = imageText.shape[1];
        var logarithms = (imageText * Sharpness).softmax(1).add_(LeastProbability).log_();
        var images = MostActive(activations, TopImages).Images;
        var top = images.shape[1];
        var given = ByNeurons(images.shape[0], top * classes, (first, count) => logarithms
            .index_select(0, images.narrow(0, first, count).reshape(-1)).view(count, top, classes).sum(1));
        return MutualInformation(given, Lambda);
    }
}
