using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Robustness.Experiments;

/// <summary>
/// How clean accuracy grows with k, the number of neurons that each class keeps, under several rankings of a layer: what the paper
/// chooses k by. No smoothing.
/// </summary>
/// <remarks>Paper: Kulkarni &amp; Weng (ECCV 2024), Fig. 5 and Appendix C.3.</remarks>
/// <param name="BaseAccuracy">The base model's clean accuracy, in [0,1].</param>
/// <param name="Curves">For each ranking the clean accuracy at every k, k rising.</param>
public sealed record CleanAccuracyCurves(double BaseAccuracy, IReadOnlyList<IReadOnlyList<KAccuracy>> Curves)
{
    /// <summary>Measures them. What lies before the layer is computed once for all rankings and all k.</summary>
    /// <param name="classifier">The base model.</param>
    /// <param name="rankings">Rankings of one of its layers.</param>
    /// <param name="ks">The k to try, each at most the layer's number of neurons.</param>
    /// <param name="images">Labelled images.</param>
    /// <param name="progress">Told the share of the images that is done, in [0,1]; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every batch.</param>
    /// <exception cref="ArgumentException">
    /// There is no ranking, k or image, a ranking is of another model or layer, or a k is too large.
    /// </exception>
    public static CleanAccuracyCurves Measure(
        Classifier classifier,
        IReadOnlyList<NeuronImportanceRanking> rankings,
        IReadOnlyList<int> ks,
        LabeledImages images,
        IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(rankings);
        ArgumentNullException.ThrowIfNull(ks);
        ArgumentNullException.ThrowIfNull(images);
        if (rankings.Count == 0 || ks.Count == 0)
            throw new ArgumentException("There must be at least one ranking and one k.", nameof(rankings));
        var rising = ks.Distinct().Order().ToList();
        var masks = rankings.SelectMany(ranking => rising.Select(k => (ranking, k))).ToList();
        var (whole, masked) = MaskedAccuracy.Count(classifier, masks, images, progress, cancellationToken);
        return new CleanAccuracyCurves(
            (double)whole / images.Count,
            [
                .. Enumerable.Range(0, rankings.Count).Select(ranking => (IReadOnlyList<KAccuracy>)
                [
                    .. rising.Select((k, i) => new KAccuracy(k, (double)masked[(ranking * rising.Count) + i] / images.Count)),
                ]),
            ]);
    }

    /// <summary>k to try on a layer, about two an octave: 1, 2, 3, 4, 6, 8, 12, … up to all neurons.</summary>
    public static IReadOnlyList<int> UsualKs(int neuronCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neuronCount);
        var ks = new SortedSet<int> { neuronCount };
        for (var octave = 1L; octave < neuronCount; octave *= 2)
        {
            ks.Add((int)octave);
            if (octave * 3 / 2 < neuronCount)
                ks.Add((int)(octave * 3 / 2));
        }

        return [.. ks];
    }
}
