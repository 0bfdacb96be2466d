using BenchmarkDotNet.Attributes;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Benchmarks;

/// <summary>A forward pass on one thread, beside one that is recorded and one with the gradient of the images.</summary>
public class ForwardBenchmarks : IDisposable
{
    private Classifier _classifier = null!;
    private Tensor _images = null!;

    /// <summary>Channels of the first stage.</summary>
    [Params(8, 16, 64)]
    public int BaseWidth { get; set; }

    /// <summary>Images.</summary>
    [Params(8, 32)]
    public int Batch { get; set; }

    /// <summary>Makes model and images.</summary>
    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        _classifier = SampleModel.ResNet18(BaseWidth);
        _images = SampleModel.Images(Batch).ImageTensor(.., CPU).detach().requires_grad_();
    }

    /// <summary>One forward pass, recorded.</summary>
    [Benchmark]
    public float Recorded()
    {
        using var scope = NewDisposeScope();
        return _classifier.Logits(_images).data<float>()[0];
    }

    /// <summary>One forward pass.</summary>
    [Benchmark(Baseline = true)]
    public float Plain()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return _classifier.Logits(_images).data<float>()[0];
    }

    /// <summary>Forward and gradient.</summary>
    [Benchmark]
    public float Gradient()
    {
        using var scope = NewDisposeScope();
        var logits = _classifier.Logits(_images);
        return autograd.grad([logits.sum()], [_images])[0].data<float>()[0];
    }

    /// <summary>Releases model and images.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _classifier?.Dispose();
        _images?.Dispose();
        GC.SuppressFinalize(this);
    }
}
