using BenchmarkDotNet.Attributes;
using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Benchmarks;

/// <summary>
/// How long CLIP's image encoder takes for eight images, on fresh weights of a ViT-B/32's sizes but for the text half: what a pass costs
/// does not depend on the weights.
/// </summary>
public class ClipEncoderBenchmarks : IDisposable
{
    private const int Batch = 8;
    private const int Width = 768;
    private const int Resolution = 224;
    private const int Patch = 32;
    private const int Embedding = 512;
    private const int TextWidth = 64;

    private ClipModel _model = null!;
    private Tensor _images = null!;

    /// <summary>The numbers to compute with.</summary>
    [Params(ClipPrecision.Single, ClipPrecision.Half)]
    public ClipPrecision Precision { get; set; }

    /// <summary>Blocks of the image encoder; a ViT-B/32 has twelve.</summary>
    [Params(12)]
    public int Layers { get; set; }

    /// <summary>Makes model and images.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _model = ClipModel.From(Weights(), "fresh weights", new ClipModelOptions { Precision = Precision }, CPU);
        using var generator = new Generator(5, CPU);
        _images = randn(Batch, 3, Resolution, Resolution, generator: generator);
    }

    /// <summary>One pass.</summary>
    [Benchmark]
    public float Encode()
    {
        using var scope = NewDisposeScope();
        return _model.EncodeImages(_images).sum().item<float>();
    }

    /// <summary>Releases model and images.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _model?.Dispose();
        _images?.Dispose();
        GC.SuppressFinalize(this);
    }

    private StateDict Weights()
    {
        var grid = Resolution / Patch;
        var tensors = new List<CheckpointTensor>();
        Add("logit_scale");
        Add("positional_embedding", 77, TextWidth);
        Add("text_projection", TextWidth, Embedding);
        Add("token_embedding.weight", 514, TextWidth);
        Add("visual.class_embedding", Width);
        Add("visual.positional_embedding", (grid * grid) + 1, Width);
        Add("visual.proj", Width, Embedding);
        Add("visual.conv1.weight", Width, 3, Patch, Patch);
        AddPair("visual.ln_pre", Width);
        AddPair("visual.ln_post", Width);
        AddPair("ln_final", TextWidth);
        for (var layer = 0; layer < Layers; layer++)
            AddBlock(FormattableString.Invariant($"visual.transformer.resblocks.{layer}"), Width);
        AddBlock("transformer.resblocks.0", TextWidth);
        return new StateDict(tensors);

        void AddBlock(string name, long width)
        {
            Add($"{name}.attn.in_proj_weight", 3 * width, width);
            Add($"{name}.attn.in_proj_bias", 3 * width);
            AddPair($"{name}.attn.out_proj", width, width);
            AddPair($"{name}.mlp.c_fc", 4 * width, width);
            AddPair($"{name}.mlp.c_proj", width, 4 * width);
            AddPair($"{name}.ln_1", width);
            AddPair($"{name}.ln_2", width);
        }

        void AddPair(string name, params long[] shape)
        {
            Add($"{name}.weight", shape);
            Add($"{name}.bias", shape[0]);
        }

        void Add(string name, params long[] shape)
        {
            var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
            for (var j = 0; j < values.Length; j++)
                values[j] = MathF.Sin(0.7f * j) / MathF.Sqrt(shape.Length > 1 ? values.Length / shape[0] : 1);
            tensors.Add(CheckpointTensor.FromValues(name, values, shape));
        }
    }
}
