using IgMlNet.Robustness.Datasets;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Clip;

/// <summary>A CLIP with its tokenizer and preprocessing: images and texts in, embeddings of length 1 out.</summary>
public sealed class ClipEncoder : IDisposable
{
    /// <summary>Texts encoded together.</summary>
    private const int TextBatch = 256;

    /// <summary>Images classified together.</summary>
    private const int ImageBatch = 200;

    /// <summary>Joins the parts and takes ownership of the model.</summary>
    /// <param name="model">The network.</param>
    /// <param name="tokenizer">The tokenizer with the model's vocabulary.</param>
    /// <param name="preprocessing">The preprocessing that the model was trained with.</param>
    /// <exception cref="ArgumentException">The preprocessing does not give images of the model's resolution.</exception>
    public ClipEncoder(ClipModel model, ClipTokenizer tokenizer, ClipPreprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (preprocessing.Resolution != model.Dimensions.ImageResolution)
        {
            throw new ArgumentException(
                $"The preprocessing gives images of {preprocessing.Resolution} pixels' width; the model takes " +
                $"{model.Dimensions.ImageResolution}.",
                nameof(preprocessing));
        }

        (Model, Tokenizer, Preprocessing) = (model, tokenizer, preprocessing);
    }

    /// <summary>The network.</summary>
    public ClipModel Model { get; }

    /// <summary>The tokenizer.</summary>
    public ClipTokenizer Tokenizer { get; }

    /// <summary>The preprocessing.</summary>
    public ClipPreprocessing Preprocessing { get; }

    /// <summary>Embeds images: [n, E], each of length 1. The caller's dispose scope owns the result.</summary>
    /// <param name="images">Images of any size, grey or in colour.</param>
    /// <param name="range">Which of them.</param>
    public Tensor EmbedImages(LabeledImages images, Range range)
    {
        using var scope = NewDisposeScope();
        return Normalized(Model.EncodeImages(Preprocessing.Apply(images, range, Model.Device))).MoveToOuterDisposeScope();
    }

    /// <summary>Embeds texts: [n, E], each of length 1. The caller's dispose scope owns the result.</summary>
    /// <exception cref="ArgumentException">There is no text.</exception>
    public Tensor EmbedTexts(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var scope = NewDisposeScope();
        var parts = texts.Chunk(TextBatch).Select(some => Normalized(Model.EncodeTexts(Tokenizer.Encode(some)))).ToList();
        return (parts.Count > 0 ? cat(parts, 0) : throw new ArgumentException("There is no text.", nameof(texts)))
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Embeds classes: [K, E], each of length 1, the mean over the prompts where there are several. The caller's dispose scope owns
    /// the result.
    /// </summary>
    /// <exception cref="ArgumentException">There is no class.</exception>
    public Tensor EmbedClasses(IReadOnlyList<string> classNames, PromptTemplates prompts)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(prompts);
        using var scope = NewDisposeScope();
        var texts = EmbedTexts([.. classNames.SelectMany(prompts.For)]);
        return Normalized(texts.view(classNames.Count, prompts.Templates.Length, -1).mean([1])).MoveToOuterDisposeScope();
    }

    /// <summary>The share of images, in [0,1], whose nearest class text is that of their label: zero-shot classification.</summary>
    /// <param name="images">Labelled images, at least one.</param>
    /// <param name="prompts">The texts of a class.</param>
    /// <param name="cancellationToken">Seen before every batch.</param>
    /// <exception cref="ArgumentException">There is no image.</exception>
    public double ZeroShotAccuracy(LabeledImages images, PromptTemplates prompts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
            throw new ArgumentException("There is no image.", nameof(images));
        using var scope = NewDisposeScope();
        var classes = EmbedClasses(ClassTexts.Of(images.ClassNames), prompts);
        var correct = 0L;
        foreach (var range in images.Batches(ImageBatch, cancellationToken))
        {
            using var inner = NewDisposeScope();
            var nearest = EmbedImages(images, range).matmul(classes.t()).argmax(1);
            correct += nearest.eq(images.LabelTensor(range, Model.Device)).sum().item<long>();
        }

        return (double)correct / images.Count;
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    /// <summary>Rows scaled to length 1.</summary>
    internal static Tensor Normalized(Tensor embeddings) => nn.functional.normalize(embeddings, dim: 1);
}
