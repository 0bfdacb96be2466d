using IgMlNet.IO;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Ranking.Similarities;

/// <summary>
/// How alike a neuron and a class are: from the neuron's activations on the probe images and the images' similarity to the class's
/// name. Computed for all neurons and classes together.
/// </summary>
/// <remarks>
/// Papers: Oikarinen &amp; Weng, CLIP-Dissect (ICLR 2023); Kulkarni &amp; Weng (ECCV 2024), Sec. 4.2 b. The label-guided ones are the
/// official code's.
/// </remarks>
public abstract class SimilarityFunction
{
    /// <summary>Elements that are worked on together; memory follows it.</summary>
    private const long ChunkElements = 1 << 22;

    private protected SimilarityFunction()
    {
    }

    /// <summary>All functions with their published parameters, the default first.</summary>
    public static IReadOnlyList<SimilarityFunction> All { get; } =
    [
        new SoftWpmi(), new Wpmi(), new RankReorder(), new Cosine(), new CosineCubed(), new LabelGuidedSoftWpmi(), new MajorityVote(),
    ];

    /// <summary>The identifier that commands and files use, e.g. <c>soft-wpmi</c>.</summary>
    public abstract string Id { get; }

    /// <summary>The name in tables, e.g. <c>soft-WPMI</c>.</summary>
    public abstract string DisplayName { get; }

    /// <summary>Whether it looks at the images' labels, of which every class then needs some.</summary>
    public virtual bool UsesLabels => false;

    /// <summary>Whether it looks at the images' similarity to class names, for which a CLIP is needed.</summary>
    public virtual bool UsesClip => true;

    /// <summary>The function of the given identifier.</summary>
    /// <exception cref="InputException">There is none; the message lists those there are.</exception>
    public static SimilarityFunction Find(string id) =>
        All.FirstOrDefault(function => string.Equals(function.Id, id, StringComparison.OrdinalIgnoreCase))
        ?? throw new InputException(
            $"similarity function '{id}'", "is not known", $"Choose one of {string.Join(", ", All.Select(one => one.Id))}");

    /// <summary>The similarities of all neurons and classes, float32 [N, K], higher being more alike; the caller's scope owns them.</summary>
    /// <param name="imageText">P: the cosine of every image's and every class's embedding, [M, K].</param>
    /// <param name="activations">q: every neuron's pooled activation on every image, [M, N].</param>
    /// <param name="labels">The images' classes, int64 [M], in 0 … K−1.</param>
    /// <exception cref="ArgumentException">The shapes do not go together, or there is no image.</exception>
    public Tensor Score(Tensor imageText, Tensor activations, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(imageText);
        ArgumentNullException.ThrowIfNull(activations);
        ArgumentNullException.ThrowIfNull(labels);
        if (imageText.shape is not [> 0 and var images, > 0]
            || activations.shape is not [var seen, > 0]
            || labels.shape is not [var labelled]
            || seen != images
            || labelled != images)
        {
            throw new ArgumentException(
                $"Similarities [{string.Join(", ", imageText.shape)}], activations [{string.Join(", ", activations.shape)}] and labels " +
                $"[{string.Join(", ", labels.shape)}] are not of the same images.",
                nameof(imageText));
        }

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return Compute(imageText, activations, labels).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>The similarities [N, K]. Called without gradient recording, in a dispose scope, with shapes checked.</summary>
    private protected abstract Tensor Compute(Tensor imageText, Tensor activations, Tensor labels);

    /// <summary>The images on which each neuron is most active, [N, T], strongest first, and how active it is there.</summary>
    private protected static (Tensor Values, Tensor Images) MostActive(Tensor activations, long count) =>
        activations.t().contiguous().topk((int)Math.Min(count, activations.shape[0]), 1);

    /// <summary>Computes rows of neurons, as many together as memory should hold, and stacks them.</summary>
    /// <param name="neurons">The number of neurons.</param>
    /// <param name="elementsEach">Elements that a neuron takes.</param>
    /// <param name="compute">Gives [count, K] for neurons from a first one on.</param>
    private protected static Tensor ByNeurons(long neurons, long elementsEach, Func<long, long, Tensor> compute)
    {
        var together = Math.Max(1, ChunkElements / Math.Max(1, elementsEach));
        var rows = new List<Tensor>();
        for (var first = 0L; first < neurons; first += together)
        {
            using var scope = NewDisposeScope();
            rows.Add(compute(first, Math.Min(together, neurons - first)).MoveToOuterDisposeScope());
        }

        return cat(rows, 0);
    }

    /// <summary>
    /// Mutual information from log p(d|E): minus λ times the logarithm of its mean over all neurons, log p(d).
    /// </summary>
    private protected static Tensor MutualInformation(Tensor logGivenNeuron, double lambda) =>
        logGivenNeuron - ((logGivenNeuron.logsumexp(0, keepdim: true) - Math.Log(logGivenNeuron.shape[0])) * lambda);
}
