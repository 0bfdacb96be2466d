using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Clip.Encoders;

/// <summary>Pools a feature map by attention: the mean of all places asks, all places and the mean answer.</summary>
internal sealed class AttentionPool
{
    private readonly int _heads;
    private readonly Tensor _positions;
    private readonly (Tensor Weight, Tensor Bias) _query;
    private readonly (Tensor Weight, Tensor Bias) _key;
    private readonly (Tensor Weight, Tensor Bias) _value;
    private readonly (Tensor Weight, Tensor Bias) _out;

    public AttentionPool(ClipWeights weights, ClipDimensions dimensions, long width)
    {
        const string prefix = "visual.attnpool";
        var grid = dimensions.ImageResolution / ClipDimensions.ResNetStride;
        _heads = dimensions.VisionHeads;
        _positions = weights.Take($"{prefix}.positional_embedding", (grid * grid) + 1, width);
        (_query, _key, _value) = (Linear("q_proj", width), Linear("k_proj", width), Linear("v_proj", width));
        _out = Linear("c_proj", dimensions.EmbeddingSize);

        (Tensor Weight, Tensor Bias) Linear(string name, long output) =>
            (weights.Take($"{prefix}.{name}.weight", output, width), weights.Take($"{prefix}.{name}.bias", output));
    }

    /// <summary>[n, C, H, W] to [n, E].</summary>
    public Tensor Apply(Tensor map)
    {
        using var scope = NewDisposeScope();
        var places = map.flatten(2).transpose(1, 2);
        var tokens = cat([places.mean([1], keepdim: true), places], 1).add_(_positions, HeldScalars.One);
        var mixed = nn.functional.scaled_dot_product_attention(
            Split(tokens.narrow(1, 0, 1), _query), Split(tokens, _key), Split(tokens, _value));
        return nn.functional.linear(mixed.transpose(1, 2).flatten(1), _out.Weight, _out.Bias).MoveToOuterDisposeScope();
    }

    private Tensor Split(Tensor tokens, (Tensor Weight, Tensor Bias) map)
    {
        var mapped = nn.functional.linear(tokens, map.Weight, map.Bias);
        return mapped.view(mapped.shape[0], mapped.shape[1], _heads, mapped.shape[2] / _heads).transpose(1, 2);
    }
}
