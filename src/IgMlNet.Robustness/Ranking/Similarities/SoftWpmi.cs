using static TorchSharp.torch;

namespace IgMlNet.Robustness.Ranking.Similarities;

/// <summary>
/// Soft weighted pointwise mutual information, the paper's choice: the images on which a neuron is most active count with a
/// probability of belonging to it that falls with their rank.
/// </summary>
/// <remarks>
/// Σ over the top T images of log(1 + p_r (softmax(a·P)_ik − 1) + 10⁻⁷), p_r falling from 0.998 by (0.998 − 0.97)/T a rank, minus
/// λ log p(d). Published: T = 100, a = 10, λ = 1.
/// </remarks>
public sealed class SoftWpmi : SimilarityFunction
{
    /// <summary>The probability that the image of highest activation belongs to the neuron.</summary>
    internal const double FirstProbability = 0.998;

    /// <summary>That of the last image that counts.</summary>
    internal const double LastProbability = 0.97;

    /// <summary>What is added to a probability before its logarithm is taken.</summary>
    internal const double LeastProbability = 1e-7;

    /// <summary>a: what cosines are multiplied by before the softmax over classes.</summary>
    internal const double Sharpness = 10;

    private const int TopImages = 100;
    private const double Lambda = 1;

    /// <inheritdoc/>
    public override string Id => "soft-wpmi";

    /// <inheritdoc/>
    public override string DisplayName => "soft-WPMI";

    /// <summary>p_r for ranks 0 … count−1.</summary>
    internal static Tensor RankProbabilities(long count, Device device) =>
        FirstProbability - (arange(count, dtype: ScalarType.Float32, device: device) / count * (FirstProbability - LastProbability));

    private protected override Tensor Compute(Tensor imageText, Tensor activations, Tensor labels)
    {
        var classes = imageText.shape[1];
        var likelihoods = (imageText * Sharpness).softmax(1);
        var images = MostActive(activations, TopImages).Images;
        var top = images.shape[1];
        var belonging = RankProbabilities(top, images.device).view(1, top, 1);
        var given = ByNeurons(images.shape[0], top * classes, (first, count) =>
        {
            var seen = likelihoods.index_select(0, images.narrow(0, first, count).reshape(-1)).view(count, top, classes);
            return seen.sub_(1).mul_(belonging).add_(1 + LeastProbability).log_().sum(1);
        });
        return MutualInformation(given, Lambda);
    }
}
