using BenchmarkDotNet.Attributes;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Randomness;
using Microsoft.ML;
using static TorchSharp.torch;

namespace IgMlNet.Benchmarks.Pipelines;

/// <summary>
/// What <c>PredictionEngine.Predict</c> takes beyond the forward passes; on a network so small that it shows. Goal: below 50 µs.
/// </summary>
[WarmupCount(3), IterationCount(21)]
public class EngineBenchmarks : IDisposable
{
    private DefendedModel _model = null!;
    private PredictionEngine<ImageRow, ImagePrediction> _engine = null!;
    private ImageRow _row = null!;
    private Tensor _image = null!;
    private RandomStreams _random = null!;

    /// <summary>Noisy copies of each image, n_s.</summary>
    [Params(0, 1)]
    public int NoisyCopies { get; set; }

    /// <summary>Makes model and engine.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _model = new DefendedModel(baseWidth: 2, batchSize: 64, NoisyCopies == 0 ? Smoothing.None : Smoothing.For(8 / 255.0));
        _engine = _model.Context.Model.CreatePredictionEngine<ImageRow, ImagePrediction>(
            _model.Stage, new PredictionEngineOptions { OwnsTransformer = false });
        _row = ImageRow.Of(SampleModel.Images(1))[0];
        _image = SampleModel.Images(1).ImageTensor(.., CPU);
        _random = new RandomStreams(default, [0L]);
    }

    /// <summary>The forward passes of one image that is a tensor already.</summary>
    [Benchmark(Baseline = true)]
    public float ForwardPasses()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return _model.Defended.Logits(_image, _random).data<float>()[0];
    }

    /// <summary>From an object to an object.</summary>
    [Benchmark]
    public float Predict() => _engine.Predict(_row).Score[0];

    /// <summary>Releases model and engine.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _engine?.Dispose();
        _model?.Dispose();
        _image?.Dispose();
        _random?.Dispose();
        GC.SuppressFinalize(this);
    }
}
