using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Clip.Encoders;

/// <summary>
/// The vision transformer of CLIP: patches and a class token, a normalisation before the blocks, the class token's output
/// projected.
/// </summary>
/// <remarks>Papers: Dosovitskiy et al. (ICLR 2021); Radford et al., Learning Transferable Visual Models (ICML 2021).</remarks>
internal sealed class VisionTransformer : ImageEncoder
{
    private readonly int _patch;
    private readonly Tensor _patches;
    private readonly Tensor _class;
    private readonly Tensor _positions;
    private readonly LayerNorm _before;
    private readonly LayerNorm _after;
    private readonly Transformer _transformer;
    private readonly Tensor _projection;

    public VisionTransformer(ClipWeights weights, ClipDimensions dimensions, ClipActivation activation)
    {
        _patch = dimensions.PatchSize!.Value;
        var width = dimensions.VisionWidth;
        var grid = dimensions.ImageResolution / _patch;
        _patches = weights.Take("visual.conv1.weight", width, 3, _patch, _patch);
        _class = weights.Take("visual.class_embedding", width);
        _positions = weights.Take("visual.positional_embedding", (grid * grid) + 1, width);
        _before = new LayerNorm(weights, "visual.ln_pre", width);
        _transformer = new Transformer(
            weights,
            "visual.transformer",
            dimensions.VisionLayers[0],
            width,
            dimensions.VisionHeads,
            activation,
            AttentionSpan.Whole);
        _after = new LayerNorm(weights, "visual.ln_post", width);
        _projection = weights.Take("visual.proj", width, dimensions.EmbeddingSize);
    }

    /// <inheritdoc/>
    public override Tensor Encode(Tensor images)
    {
        using var scope = NewDisposeScope();
        var patches = nn.functional.conv2d(images.to(_patches.dtype), _patches, strides: [_patch, _patch])
            .flatten(2).transpose(1, 2);
        var tokens = cat([_class.expand(patches.shape[0], 1, -1), patches], 1).add_(_positions, HeldScalars.One);
        var seen = _transformer.Apply(_before.Apply(tokens));
        return _after.Apply(seen.select(1, 0)).matmul(_projection).MoveToOuterDisposeScope();
    }
}
