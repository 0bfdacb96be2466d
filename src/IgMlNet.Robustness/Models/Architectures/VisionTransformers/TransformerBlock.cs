using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace IgMlNet.Robustness.Models.Architectures.VisionTransformers;

/// <summary>A block of a vision transformer on tokens [n, T, width]: x + attention(norm1(x)), then x + mlp(norm2(x)).</summary>
internal sealed class TransformerBlock : Module<Tensor, Tensor>
{
    /// <summary>Added to variances, as in published vision transformers.</summary>
    public const double NormEpsilon = 1e-6;

#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
    private readonly LayerNorm norm1;
    private readonly Attention attn;
    private readonly LayerNorm norm2;
    private readonly Mlp mlp;
#pragma warning restore IDE1006, CA2213

    public TransformerBlock(int width)
        : base(nameof(TransformerBlock))
    {
        norm1 = LayerNorm(width, eps: NormEpsilon);
        attn = new Attention(width);
        norm2 = LayerNorm(width, eps: NormEpsilon);
        mlp = new Mlp(width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var attended = input + attn.call(norm1.call(input));
        return (attended + mlp.call(norm2.call(attended))).MoveToOuterDisposeScope();
    }

    /// <summary>Self-attention with a head for every 64 components.</summary>
    private sealed class Attention : Module<Tensor, Tensor>
    {
        private const int HeadSize = 64;

#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
        private readonly Linear qkv;
        private readonly Linear proj;
#pragma warning restore IDE1006, CA2213
        private readonly int _heads;

        public Attention(int width)
            : base(nameof(Attention))
        {
            _heads = Math.Max(1, width / HeadSize);
            qkv = Linear(width, 3L * width);
            proj = Linear(width, width);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var (images, tokens, width) = (input.shape[0], input.shape[1], input.shape[2]);

            // [3, n, heads, T, width / heads].
            var parts = qkv.call(input).view(images, tokens, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4);
            var (query, key, value) = (parts[0], parts[1], parts[2]);
            var weights = query.matmul(key.transpose(-2, -1)).div_(Math.Sqrt(width / _heads)).softmax(-1);
            return proj.call(weights.matmul(value).transpose(1, 2).reshape(images, tokens, width)).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Two linear maps of every token, four times as wide in between, with GELU.</summary>
    private sealed class Mlp : Module<Tensor, Tensor>
    {
#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
        private readonly Linear fc1;
        private readonly Linear fc2;
#pragma warning restore IDE1006, CA2213

        public Mlp(int width)
            : base(nameof(Mlp))
        {
            fc1 = Linear(width, 4L * width);
            fc2 = Linear(4L * width, width);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return fc2.call(functional.gelu(fc1.call(input))).MoveToOuterDisposeScope();
        }
    }
}
