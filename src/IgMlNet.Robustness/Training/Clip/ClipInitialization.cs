using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Training.Clip;

/// <summary>The weights that the training of a CLIP begins with, under OpenAI's names.</summary>
/// <remarks>Deviations as in OpenAI's code: embeddings 0.02, positions 0.01, matrices by the width that they read, residual ones by depth too.</remarks>
internal static class ClipInitialization
{
    /// <summary>Channels of a head, as in OpenAI's models: by them the number of heads is recognised.</summary>
    private const int HeadWidth = 64;

    /// <summary>Tokens of a vocabulary of bytes: each within a word and at its end, start and end.</summary>
    private const int VocabularySize = (2 * 256) + 2;

    /// <summary>Longest text, as in OpenAI's models.</summary>
    private const int ContextLength = 77;

    public static StateDict Weights(ClipTrainingOptions options, int resolution)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var generator = options.Seed.For("weights").CreateGenerator();
        var tensors = new List<CheckpointTensor>();
        var (vision, grid) = (HeadWidth * options.VisionHeads, resolution / options.PatchSize);
        Normal("positional_embedding", 0.01, ContextLength, HeadWidth);
        Normal("text_projection", 1 / Math.Sqrt(HeadWidth), HeadWidth, options.EmbeddingSize);
        Constant("logit_scale", (float)Math.Log(1 / 0.07));
        Normal("token_embedding.weight", 0.02, VocabularySize, HeadWidth);
        Norm("ln_final", HeadWidth);
        Blocks("transformer", options.TextLayers, HeadWidth);
        Normal("visual.class_embedding", 1 / Math.Sqrt(vision), vision);
        Normal("visual.positional_embedding", 1 / Math.Sqrt(vision), (grid * grid) + 1, vision);
        Normal("visual.proj", 1 / Math.Sqrt(vision), vision, options.EmbeddingSize);
        Normal("visual.conv1.weight", 1 / Math.Sqrt(3 * options.PatchSize * options.PatchSize), vision, 3, options.PatchSize, options.PatchSize);
        Norm("visual.ln_pre", vision);
        Norm("visual.ln_post", vision);
        Blocks("visual.transformer", options.VisionLayers, vision);
        return new StateDict(tensors);

        void Blocks(string prefix, int layers, int width)
        {
            var residual = 1 / Math.Sqrt(2.0 * layers * width);
            for (var layer = 0; layer < layers; layer++)
            {
                var block = FormattableString.Invariant($"{prefix}.resblocks.{layer}");
                Normal($"{block}.attn.in_proj_weight", 1 / Math.Sqrt(width), 3 * width, width);
                Constant($"{block}.attn.in_proj_bias", 0, 3 * width);
                Linear($"{block}.attn.out_proj", residual, width, width);
                Norm($"{block}.ln_1", width);
                Linear($"{block}.mlp.c_fc", 1 / Math.Sqrt(2.0 * width), 4 * width, width);
                Linear($"{block}.mlp.c_proj", residual, width, 4 * width);
                Norm($"{block}.ln_2", width);
            }
        }

        void Linear(string name, double deviation, int output, int input)
        {
            Normal($"{name}.weight", deviation, output, input);
            Constant($"{name}.bias", 0, output);
        }

        void Norm(string name, int width)
        {
            Constant($"{name}.weight", 1, width);
            Constant($"{name}.bias", 0, width);
        }

        void Normal(string name, double deviation, params long[] shape)
        {
            using var values = empty(shape).normal_(0, deviation, generator);
            tensors.Add(CheckpointTensor.FromTensor(name, values));
        }

        void Constant(string name, float value, params long[] shape)
        {
            var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
            Array.Fill(values, value);
            tensors.Add(CheckpointTensor.FromValues(name, values, shape));
        }
    }
}
