using IgMlNet.Robustness.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Clip.Encoders;

/// <summary>A stack of residual attention blocks: x + attention(norm(x)), then x + perceptron(norm(x)).</summary>
internal sealed class Transformer
{
    private readonly Block[] _blocks;
    private readonly AttentionSpan _span;

    public Transformer(
        ClipWeights weights, string prefix, int layers, long width, int heads, ClipActivation activation, AttentionSpan span)
    {
        _span = span;
        _blocks =
        [
            .. Enumerable.Range(0, layers).Select(index => new Block(
                weights, FormattableString.Invariant($"{prefix}.resblocks.{index}"), width, heads, activation)),
        ];
    }

    /// <summary>[n, L, W] to [n, L, W].</summary>
    public Tensor Apply(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        foreach (var block in _blocks)
            tokens = block.Apply(tokens, _span);
        return tokens.MoveToOuterDisposeScope();
    }

    private sealed class Block(ClipWeights weights, string prefix, long width, int heads, ClipActivation activation)
    {
        private const long Expansion = 4;
        private static readonly Scalar QuickGeluSlope = 1.702;

        private readonly Attention _attention = new(weights, $"{prefix}.attn", width, heads);
        private readonly LayerNorm _attentionNorm = new(weights, $"{prefix}.ln_1", width);
        private readonly LayerNorm _perceptronNorm = new(weights, $"{prefix}.ln_2", width);
        private readonly Tensor _inWeight = weights.Take($"{prefix}.mlp.c_fc.weight", Expansion * width, width);
        private readonly Tensor _inBias = weights.Take($"{prefix}.mlp.c_fc.bias", Expansion * width);
        private readonly Tensor _outWeight = weights.Take($"{prefix}.mlp.c_proj.weight", width, Expansion * width);
        private readonly Tensor _outBias = weights.Take($"{prefix}.mlp.c_proj.bias", width);

        public Tensor Apply(Tensor tokens, AttentionSpan span)
        {
            using var scope = NewDisposeScope();
            var attended = _attention.Apply(_attentionNorm.Apply(tokens), span).add_(tokens, HeldScalars.One);
            return Perceptron(_perceptronNorm.Apply(attended)).add_(attended, HeldScalars.One).MoveToOuterDisposeScope();
        }

        private Tensor Perceptron(Tensor tokens)
        {
            var hidden = nn.functional.linear(tokens, _inWeight, _inBias);
            return nn.functional.linear(
                activation == ClipActivation.Gelu ? hidden.gelu() : hidden.mul(hidden.mul(QuickGeluSlope).sigmoid_()), _outWeight, _outBias);
        }
    }
}
