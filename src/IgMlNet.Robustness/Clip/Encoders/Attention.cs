using static TorchSharp.torch;

namespace IgMlNet.Robustness.Clip.Encoders;

/// <summary>Multi-head self-attention with one matrix for queries, keys and values.</summary>
internal sealed class Attention
{
    private readonly Tensor _inWeight;
    private readonly Tensor _inBias;
    private readonly Tensor _outWeight;
    private readonly Tensor _outBias;
    private readonly int _heads;

    public Attention(ClipWeights weights, string prefix, long width, int heads)
    {
        _heads = heads;
        _inWeight = weights.Take($"{prefix}.in_proj_weight", 3 * width, width);
        _inBias = weights.Take($"{prefix}.in_proj_bias", 3 * width);
        _outWeight = weights.Take($"{prefix}.out_proj.weight", width, width);
        _outBias = weights.Take($"{prefix}.out_proj.bias", width);
    }

    /// <summary>[n, L, W] to [n, L, W]; where causal, each token sees those before it and itself.</summary>
    public Tensor Apply(Tensor tokens, AttentionSpan span)
    {
        using var scope = NewDisposeScope();
        var (n, length, width) = (tokens.shape[0], tokens.shape[1], tokens.shape[2]);
        var parts = nn.functional.linear(tokens, _inWeight, _inBias)
            .view(n, length, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4);
        var mixed = nn.functional.scaled_dot_product_attention(
            parts[0], parts[1], parts[2], is_casual: span == AttentionSpan.Causal);
        return nn.functional.linear(mixed.transpose(1, 2).reshape(n, length, width), _outWeight, _outBias)
            .MoveToOuterDisposeScope();
    }
}

/// <summary>What a token attends to.</summary>
internal enum AttentionSpan
{
    /// <summary>All tokens.</summary>
    Whole,

    /// <summary>Itself and those before it.</summary>
    Causal,
}
