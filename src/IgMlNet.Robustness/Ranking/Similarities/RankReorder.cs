using static TorchSharp.torch;

namespace IgMlNet.Robustness.Ranking.Similarities;

/// <summary>
/// Rank reorder: how little a neuron's strongest activations change when they are put in the order of the images' similarity to the
/// class, relative to a random order.
/// </summary>
/// <remarks>
/// <para>
/// Over the top 5 % of the images: −mean |q − q'|³ / (mean |q − q̃|³ · √(mean P)), q' being the activations reordered, q̃ in random
/// order. The published code estimates the random order by five shufflings; here its expectation is computed, so that the same
/// inputs give the same similarities.
/// </para>
/// <para>
/// A mean similarity of zero or less, for which the published code has no number, counts as 10⁻⁷; a neuron that is equally active
/// everywhere as one in random order.
/// </para>
/// </remarks>
public sealed class RankReorder : SimilarityFunction
{
    private const double TopFraction = 0.05;
    private const double LeastSimilarity = 1e-7;
    private const int FewestImages = 2;

    /// <inheritdoc/>
    public override string Id => "rank-reorder";

    /// <inheritdoc/>
    public override string DisplayName => "rank reorder";

    private protected override Tensor Compute(Tensor imageText, Tensor activations, Tensor labels)
    {
        var classes = imageText.shape[1];
        var (values, images) = MostActive(
            activations, Math.Max(FewestImages, (long)(activations.shape[0] * TopFraction)));
        var top = images.shape[1];
        return ByNeurons(images.shape[0], top * Math.Max(top, classes), (first, count) =>
        {
            var falling = values.narrow(0, first, count);
            var seen = imageText.index_select(0, images.narrow(0, first, count).reshape(-1)).view(count, top, classes);
            var order = seen.argsort(1).argsort(1);
            var reordered = falling.flip(1).unsqueeze(2).expand(count, top, classes).gather(1, order);
            var change = (falling.unsqueeze(2) - reordered).abs_().pow(3).mean([1]);
            var random = (falling.unsqueeze(2) - falling.unsqueeze(1)).abs_().pow(3).mean([1, 2]).unsqueeze(1);
            var error = where(random > 0, change / random, ones(1, device: change.device));
            return error.div_(seen.mean([1]).clamp_min_(LeastSimilarity).sqrt_()).neg_();
        });
    }
}
