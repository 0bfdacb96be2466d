using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Clip.Encoders;

/// <summary>The half of a CLIP that embeds texts: a causal transformer whose output at the end token is projected.</summary>
internal sealed class TextTransformer
{
    private readonly Tensor _embedding;
    private readonly Tensor _positions;
    private readonly Transformer _transformer;
    private readonly LayerNorm _after;
    private readonly Tensor _projection;

    public TextTransformer(ClipWeights weights, ClipDimensions dimensions, ClipActivation activation)
    {
        var width = dimensions.TextWidth;
        _embedding = weights.Take("token_embedding.weight", dimensions.VocabularySize, width);
        _positions = weights.Take("positional_embedding", dimensions.ContextLength, width);
        _transformer = new Transformer(
            weights, "transformer", dimensions.TextLayers, width, dimensions.TextHeads, activation, AttentionSpan.Causal);
        _after = new LayerNorm(weights, "ln_final", width);
        _projection = weights.Take("text_projection", width, dimensions.EmbeddingSize);
    }

    /// <summary>
    /// Tokens [n, L], int64, to [n, E]. The end token is the highest of a text; what follows it is not seen by it, and so not
    /// computed where no text needs it.
    /// </summary>
    public Tensor Encode(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var ends = tokens.argmax(1);
        var length = ends.max().item<long>() + 1;
        var used = tokens.narrow(1, 0, length);
        var embedded = _embedding.index_select(0, used.reshape(-1)).view(used.shape[0], length, -1)
            .add_(_positions.narrow(0, 0, length), HeldScalars.One);
        var seen = _after.Apply(_transformer.Apply(embedded));
        var atEnd = seen.gather(1, ends.view(-1, 1, 1).expand(-1, 1, seen.shape[2])).squeeze(1);
        return atEnd.matmul(_projection).MoveToOuterDisposeScope();
    }
}
