using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Images;
using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Clip;

/// <summary>A CLIP small enough to run every law on: 8×8 images, four patches, weights by a formula, a vocabulary without merges.</summary>
internal static class TinyClip
{
    private const int Width = 8;
    private const int Vocabulary = 514;

    private static readonly Lazy<ClipEncoder> Frozen = new(Make);

    /// <summary>Where it comes from, for options; shared by all tests.</summary>
    internal static ClipSource Source => ClipSource.FromEncoder(Frozen.Value);

    /// <summary>Its tensors, under OpenAI's names.</summary>
    internal static StateDict Weights(int seed = 0)
    {
        var tensors = new List<CheckpointTensor>();
        Add("positional_embedding", 16, Width);
        Add("text_projection", Width, 6);
        Add("logit_scale");
        Add("visual.class_embedding", Width);
        Add("visual.positional_embedding", 5, Width);
        Add("visual.proj", Width, 6);
        Add("visual.conv1.weight", Width, 3, 4, 4);
        foreach (var norm in new[] { "visual.ln_pre", "visual.ln_post", "ln_final" })
            AddNorm(norm);
        foreach (var block in new[] { "visual.transformer.resblocks.0", "transformer.resblocks.0" })
        {
            Add($"{block}.attn.in_proj_weight", 3 * Width, Width);
            Add($"{block}.attn.in_proj_bias", 3 * Width);
            AddLinear($"{block}.attn.out_proj", Width, Width);
            AddLinear($"{block}.mlp.c_fc", 4 * Width, Width);
            AddLinear($"{block}.mlp.c_proj", Width, 4 * Width);
            AddNorm($"{block}.ln_1");
            AddNorm($"{block}.ln_2");
        }

        Add("token_embedding.weight", Vocabulary, Width);
        return new StateDict(tensors);

        void AddLinear(string name, long output, long input)
        {
            Add($"{name}.weight", output, input);
            Add($"{name}.bias", output);
        }

        void AddNorm(string name)
        {
            Add($"{name}.weight", Width);
            Add($"{name}.bias", Width);
        }

        void Add(string name, params long[] shape)
        {
            var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
            for (var j = 0; j < values.Length; j++)
                values[j] = (float)Math.Sin((0.7 * j) + (1.3 * tensors.Count) + (2.1 * seed) + (0.01 * j * j));
            tensors.Add(CheckpointTensor.FromValues(name, values, shape));
        }
    }

    /// <summary>A file of merges of which there are none.</summary>
    internal static void WriteMerges(string path) => File.WriteAllText(path, "#version: 0.2\n");

    private static ClipEncoder Make()
    {
        var merges = Path.GetTempFileName();
        try
        {
            WriteMerges(merges);

            // Whoever asks first may be in a dispose scope; the model is everyone's.
            var model = ClipModel.From(Weights(), "tiny CLIP", new ClipModelOptions(), CPU);
            return new ClipEncoder(
                model,
                ClipTokenizer.Load(merges, model.Dimensions),
                new ClipPreprocessing(ImagePreprocessing.CenterCrop(8), [0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]));
        }
        finally
        {
            File.Delete(merges);
        }
    }
}
