using BenchmarkDotNet.Attributes;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Benchmarks;

/// <summary>What a defended prediction costs beside a plain one, on a batch of 100 images of CIFAR's size.</summary>
public class InferenceBenchmarks : IDisposable
{
    private const int Batch = 100;

    private Classifier _classifier = null!;
    private ImageModel _masked = null!;
    private ImageModel _smoothed = null!;
    private Tensor _images = null!;
    private RandomStreams _random = null!;

    /// <summary>Channels of the first stage.</summary>
    [Params(8, 16, 64)]
    public int BaseWidth { get; set; }

    /// <summary>Makes the models.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _classifier = SampleModel.ResNet18(BaseWidth);
        var data = SampleModel.Images(Batch);
        var ranking = LeaveOneOut.Signed.Rank(
            _classifier, _classifier.PenultimateLayer, data, new RankingOptions(), null, CancellationToken.None);
        var options = new InterpretabilityGuidedOptions { K = ranking.NeuronCount / 10 };
        _masked = new InterpretabilityGuided(ranking, options).Defend(_classifier);
        _smoothed = new InterpretabilityGuided(ranking, options with { Smoothing = Smoothing.For(8 / 255.0) }).Defend(_classifier);
        _images = data.ImageTensor(.., CPU);
        _random = new RandomStreams(new RandomSeed(3), [.. Enumerable.Range(0, Batch).Select(i => (long)i)]);
    }

    /// <summary>One forward pass.</summary>
    [Benchmark(Baseline = true)]
    public float Plain() => Predict(_classifier);

    /// <summary>Masked, no smoothing: both passes share the part before the layer. Goal: at most 1.1.</summary>
    [Benchmark]
    public float Masked() => Predict(_masked);

    /// <summary>Masked, n_s = 1: one batch of clean and noisy images. Goal: at most 2.0.</summary>
    [Benchmark]
    public float MaskedAndSmoothed() => Predict(_smoothed);

    /// <summary>Releases models and images.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _masked?.Dispose();
        _smoothed?.Dispose();
        _classifier?.Dispose();
        _images?.Dispose();
        _random?.Dispose();
        GC.SuppressFinalize(this);
    }

    private float Predict(ImageModel model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return model.Logits(_images, _random).sum().item<float>();
    }
}
