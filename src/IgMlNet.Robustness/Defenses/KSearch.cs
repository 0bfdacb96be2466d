using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

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
    private const int BatchSize = 128;

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
    public static int SmallestKeepingAccuracy(
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

        var needed = Correct(classifier, probe, cancellationToken) - (tolerance * probe.Count);
        var (low, high) = (1, ranking.NeuronCount);
        while (low < high)
        {
            var k = (low + high) / 2;
            using var masked = new InterpretabilityGuided(ranking, new InterpretabilityGuidedOptions { K = k }).Defend(classifier);
            if (Correct(masked, probe, cancellationToken) >= needed)
                high = k;
            else
                low = k + 1;
        }

        return low;
    }

    private static long Correct(ImageModel model, LabeledImages probe, CancellationToken cancellationToken)
    {
        long correct = 0;
        using var noGrad = no_grad();
        for (var start = 0; start < probe.Count; start += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var end = Math.Min(start + BatchSize, probe.Count);
            using var random = new RandomStreams(default, [.. Enumerable.Range(start, end - start).Select(i => (long)i)]);
            var logits = model.Logits(probe.ImageTensor(start..end, model.Device), random);
            correct += logits.argmax(1).eq(probe.LabelTensor(start..end, model.Device)).sum().item<long>();
        }

        return correct;
    }
}
