using BenchmarkDotNet.Attributes;
using IgMlNet.Robustness.Models;
using static TorchSharp.torch;

namespace IgMlNet.Benchmarks;

/// <summary>Passes of a network with convolutions in the quickest way that this machine has, beside all of them by libtorch; on one thread.</summary>
public class ConvolutionBenchmarks : IDisposable
{
    private Classifier _direct = null!;
    private Classifier _quickest = null!;
    private Tensor _images = null!;

    /// <summary>Channels of the first stage.</summary>
    [Params(8, 16, 64)]
    public int BaseWidth { get; set; }

    /// <summary>Images.</summary>
    [Params(8, 50)]
    public int Batch { get; set; }

    /// <summary>Makes models and images.</summary>
    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        _direct = SampleModel.ResNet18(BaseWidth, ConvolutionForm.Direct);
        _quickest = SampleModel.ResNet18(BaseWidth);
        _images = SampleModel.Images(Batch).ImageTensor(.., CPU).detach().requires_grad_();
    }

    /// <summary>Forward and gradient, by libtorch.</summary>
    [Benchmark(Baseline = true)]
    public float DirectGradient() => Gradient(_direct);

    /// <summary>Forward and gradient.</summary>
    [Benchmark]
    public float QuickestGradient() => Gradient(_quickest);

    /// <summary>Forward, by libtorch.</summary>
    [Benchmark]
    public float DirectForward() => Forward(_direct);

    /// <summary>Forward.</summary>
    [Benchmark]
    public float QuickestForward() => Forward(_quickest);

    /// <summary>Releases models and images.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _direct?.Dispose();
        _quickest?.Dispose();
        _images?.Dispose();
        GC.SuppressFinalize(this);
    }

    private float Gradient(Classifier classifier)
    {
        using var scope = NewDisposeScope();
        var logits = classifier.Logits(_images);
        return autograd.grad([logits.sum()], [_images])[0].data<float>()[0];
    }

    private float Forward(Classifier classifier)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return classifier.Logits(_images).data<float>()[0];
    }
}
