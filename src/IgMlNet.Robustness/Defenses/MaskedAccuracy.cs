using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Defenses;

/// <summary>
/// Counts correct predictions of a model masked in many ways, without smoothing. What lies before the masked layer, and the first
/// pass, is computed once for all of them.
/// </summary>
internal static class MaskedAccuracy
{
    private const int BatchSize = 128;

    /// <summary>Correct predictions of the base model, and of each masked one.</summary>
    /// <param name="classifier">The base model.</param>
    /// <param name="masks">Rankings of one layer, each with a k.</param>
    /// <param name="images">Labelled images.</param>
    /// <param name="progress">Told the share of the images that is done, in [0,1]; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every batch.</param>
    /// <exception cref="ArgumentException">A ranking is of another model or layer, k is too large, or there are no images.</exception>
    public static (long Base, long[] Masked) Count(
        Classifier classifier,
        IReadOnlyList<(NeuronImportanceRanking Ranking, int K)> masks,
        LabeledImages images,
        IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        if (images.Count == 0)
            throw new ArgumentException("There are no images.", nameof(images));
        if (masks.Select(mask => mask.Ranking.Manifest.Layer).Distinct().Count() != 1)
            throw new ArgumentException("The rankings must be of one layer.", nameof(masks));
        var layer = classifier.Layer(masks[0].Ranking.Manifest.Layer);
        var models = new List<MaskedClassifier>();
        try
        {
            foreach (var (ranking, k) in masks)
            {
                models.Add((MaskedClassifier)new InterpretabilityGuided(
                    ranking, new InterpretabilityGuidedOptions { K = k }).Defend(classifier));
            }

            var (correct, masked) = (0L, new long[models.Count]);
            using var noGrad = no_grad();
            foreach (var range in images.Batches(BatchSize, cancellationToken))
            {
                using var scope = NewDisposeScope();
                var labels = images.LabelTensor(range, classifier.Device);
                var activations = classifier.UpTo(layer, images.ImageTensor(range, classifier.Device));
                var firstPass = classifier.From(layer, activations);
                correct += Correct(firstPass, labels);
                for (var i = 0; i < masked.Length; i++)
                {
                    using var inner = NewDisposeScope();
                    masked[i] += Correct(models[i].SecondPass(activations, firstPass), labels);
                }

                progress?.Report(range.ShareDone);
            }

            return (correct, masked);
        }
        finally
        {
            foreach (var model in models)
                model.Dispose();
        }
    }

    private static long Correct(Tensor logits, Tensor labels) => logits.argmax(1).eq(labels).sum().item<long>();
}
