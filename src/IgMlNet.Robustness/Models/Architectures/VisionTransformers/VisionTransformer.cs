using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace IgMlNet.Robustness.Models.Architectures.VisionTransformers;

/// <summary>
/// A vision transformer with a class token. Stages: patch_embed, blocks.0 … blocks.11 (tokens [n, 1 + patches, width], the class token
/// first), norm, head. Images whose sides are no multiples of the patch lose the rest, as in timm without padding.
/// </summary>
internal sealed class VisionTransformer : StagedNetwork
{
    private const int Patch = 4;
    private const int Depth = 12;

#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
    private readonly Parameter cls_token;
    private readonly Parameter pos_embed;
    private readonly PatchEmbedding patch_embed;
    private readonly ModuleList<TransformerBlock> blocks;
    private readonly LayerNorm norm;
    private readonly Linear head;
#pragma warning restore IDE1006, CA2213

    public VisionTransformer(string name, NetworkDimensions dimensions)
        : base(name, dimensions)
    {
        var (width, input) = (dimensions.BaseWidth, dimensions.Input);
        cls_token = Parameter(zeros(1, 1, width));
        pos_embed = Parameter(zeros(1, 1 + ((long)(input.Height / Patch) * (input.Width / Patch)), width));
        patch_embed = new PatchEmbedding(input.Channels, width, Patch);
        blocks = new ModuleList<TransformerBlock>([.. Enumerable.Range(0, Depth).Select(_ => new TransformerBlock(width))]);
        norm = LayerNorm(width, eps: TransformerBlock.NormEpsilon);
        head = Linear(width, dimensions.ClassCount);
        Define(
        [
            Stage.Plain(nameof(patch_embed), Embed),
            .. blocks.Select((block, i) => Stage.Neurons(FormattableString.Invariant($"{nameof(blocks)}.{i}"), width, LayerForm.Tokens, block.call)),
            Stage.Plain(nameof(norm), x => norm.call(x).select(1, 0)),
            Stage.Linear(nameof(head), head),
        ]);
    }

    private Tensor Embed(Tensor images)
    {
        var tokens = patch_embed.call(images);
        return cat([cls_token.expand(tokens.shape[0], -1, -1), tokens], 1) + pos_embed;
    }

    /// <summary>Patches as tokens [n, patches, width].</summary>
    private sealed class PatchEmbedding : Module<Tensor, Tensor>
    {
#pragma warning disable IDE1006, CA2213 // Names of registered modules are the checkpoint's; the base class disposes of them.
        private readonly Conv2d proj;
#pragma warning restore IDE1006, CA2213

        public PatchEmbedding(int channels, int width, int patch)
            : base(nameof(PatchEmbedding))
        {

            // Of a convolution's bias TorchSharp makes one tensor too many, which the scope releases.
            using (NewDisposeScope())
                proj = Conv2d(channels, width, patch, stride: patch);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => proj.call(input).flatten(2).transpose(1, 2);
    }
}
