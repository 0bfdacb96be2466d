using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Ranking;

/// <summary>
/// A way to rank the neurons of a layer by their importance to each class. <see cref="Rank"/> owns checks, gradient mode and
/// the tensors' scope; an author writes <see cref="Score"/> alone.
/// </summary>
public abstract class RankingMethod
{
    /// <summary>All methods, with their default settings.</summary>
    public static IReadOnlyList<RankingMethod> All { get; } =
    [
        LeaveOneOut.Signed, LeaveOneOut.Absolute, new ClipDissect(), RandomRanking.Keeping(default), RandomRanking.Dropping(default),
    ];

    /// <summary>The identifier that commands and files use, e.g. <c>lo-ir</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The name in tables, e.g. <c>LO-IR</c>.</summary>
    public abstract string DisplayName { get; }

    /// <summary>Whether classes are told apart by their names, so that those must mean something.</summary>
    public virtual bool UsesClassNames => false;

    /// <summary>Whether the ranking is a random control, which shows what masking does without knowledge.</summary>
    public virtual bool IsControl => false;

    /// <summary>The method with another seed; the method itself where nothing is random.</summary>
    public virtual RankingMethod WithSeed(RandomSeed seed) => this;

    /// <summary>How many neurons a mask keeps for each class. Default: k.</summary>
    /// <param name="k">The paper's k.</param>
    /// <param name="neuronCount">The number of neurons N of the layer, at least k.</param>
    public virtual int KeptNeurons(int k, int neuronCount) => k;

    /// <summary>The method of the given identifier.</summary>
    /// <exception cref="InputException">There is none; the message lists those there are.</exception>
    public static RankingMethod Find(string id) =>
        All.FirstOrDefault(method => string.Equals(method.Id, id, StringComparison.OrdinalIgnoreCase))
        ?? throw new InputException(
            $"ranking method '{id}'", "is not known", $"Choose one of {string.Join(", ", All.Select(method => method.Id))}");

    /// <summary>Ranks the neurons of a layer.</summary>
    /// <param name="classifier">The base model.</param>
    /// <param name="layer">One of its neuron layers.</param>
    /// <param name="probe">Labelled probe images; the paper uses the training images, of which 10 % suffice (Fig. 7).</param>
    /// <param name="options">Batch sizes.</param>
    /// <param name="progress">Told the share of the work done, in [0,1]; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every batch.</param>
    /// <exception cref="ArgumentException">Layer or probe images are not of the classifier, or a class has no probe image.</exception>
    /// <exception cref="IO.InputException">The model's logits are not finite.</exception>
    /// <exception cref="ArithmeticException">A score is not a finite number.</exception>
    public NeuronImportanceRanking Rank(
        Classifier classifier,
        NeuronLayer layer,
        LabeledImages probe,
        RankingOptions options,
        IProgress<double>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(options);
        if (!classifier.NeuronLayers.Contains(layer))
            throw new ArgumentException($"{layer.Name} is not a neuron layer of {classifier.Name}.", nameof(layer));
        probe.RequireFit(classifier, nameof(probe));
        if (NeedsEveryClass && Enumerable.Range(0, classifier.ClassCount).Except(probe.Labels).Any())
        {
            var missing = Enumerable.Range(0, classifier.ClassCount).Except(probe.Labels).First();
            throw new ArgumentException($"Class '{probe.ClassNames[missing]}' has no probe image.", nameof(probe));
        }

        cancellationToken.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var scores = Score(new RankingTask(classifier, layer, probe, options, progress, cancellationToken));
        var manifest = new RankingManifest(
            Id,
            layer.Name,
            layer.NeuronCount,
            classifier.ClassCount,
            classifier.ContentHash,
            UsesProbeImages ? probe.ContentHash : "",
            UsesProbeImages ? probe.Count : 0,
            scores.Settings);
        if (!scores.Values.All(float.IsFinite))
        {
            RefuseNonFiniteLogits(classifier, probe, options, cancellationToken);
            throw new ArithmeticException($"{DisplayName} gave a score that is not a finite number.");
        }

        return new NeuronImportanceRanking(scores.Values, manifest);
    }

    private static void RefuseNonFiniteLogits(
        Classifier classifier, LabeledImages probe, RankingOptions options, CancellationToken cancellationToken)
    {
        for (var start = 0; start < probe.Count; start += options.BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var end = Math.Min(start + options.BatchSize, probe.Count);
            var images = probe.ImageTensor(start..end, classifier.Device);
            long[] places = [.. Enumerable.Range(start, end - start).Select(place => (long)place)];
            NonFiniteLogits.Refuse(classifier, images, classifier.Logits(images), places, $"of the {probe.Split} split");
        }
    }

    /// <summary>Whether the method looks at probe images.</summary>
    private protected virtual bool UsesProbeImages => true;

    /// <summary>Whether it needs probe images of every class.</summary>
    private protected virtual bool NeedsEveryClass => UsesProbeImages;

    /// <summary>The scores. Called without gradient recording, in a dispose scope.</summary>
    private protected abstract RankingScores Score(RankingTask task);
}

/// <summary>What a ranking method works on.</summary>
internal sealed record RankingTask(
    Classifier Classifier,
    NeuronLayer Layer,
    LabeledImages Probe,
    RankingOptions Options,
    IProgress<double>? Progress,
    CancellationToken CancellationToken);
