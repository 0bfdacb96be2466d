using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Robustness.Defenses;

/// <summary>
/// Chooses k, the number of neurons that each class keeps, as the paper does: by binary search for the smallest k at which the
/// masked model's clean accuracy is still close to the base model's.
/// </summary>
/// <remarks>
/// Paper: Kulkarni &amp; Weng (ECCV 2024), Appendix C.3. The search uses no attack: robustness was found to gain where clean accuracy
/// holds. It takes clean accuracy to rise with k and looks at no smoothing.
/// </remarks>
public static class KSearch
{
    /// <summary>Finds k.</summary>
    /// <param name="classifier">The base model.</param>
    /// <param name="ranking">The ranking of the layer to mask.</param>
    /// <param name="probe">Labelled images, not those that will be evaluated.</param>
    /// <param name="tolerance">
    /// How much clean accuracy may be lost, in [0,1]. The paper's drops are at most 0.006 for LO-IR on CIFAR-10 (Tables 1 and 2).
    /// </param>
    /// <param name="cancellationToken">Seen before every batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The tolerance is outside [0,1].</exception>
    /// <exception cref="ArgumentException">There are no images, or the ranking is of another model.</exception>
    public static KSearchResult SmallestKeepingAccuracy(
        Classifier classifier,
        NeuronImportanceRanking ranking,
        LabeledImages probe,
        double tolerance,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(ranking);
        ArgumentNullException.ThrowIfNull(probe);
        if (tolerance is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "The tolerance must be in [0, 1].");
        if (probe.Count == 0)
            throw new ArgumentException("There are no probe images.", nameof(probe));

        var found = new KSearchResult(0, 0, tolerance, []);
        var (low, high) = (1, ranking.NeuronCount);
        do
        {
            var k = (low + high) / 2;
            var (whole, masked) = MaskedAccuracy.Count(classifier, [(ranking, k)], probe, progress: null, cancellationToken);
            var tried = new KAccuracy(k, (double)masked[0] / probe.Count);
            found = found with { BaseAccuracy = (double)whole / probe.Count, Tried = [.. found.Tried, tried] };
            if (found.Holds(tried))
                high = k;
            else
                low = k + 1;
        }
        while (low < high);
        return found with { K = Math.Min(low, ranking.NeuronCount) };
    }
}
