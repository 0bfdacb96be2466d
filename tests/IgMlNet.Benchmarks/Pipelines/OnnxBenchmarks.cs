using BenchmarkDotNet.Attributes;
using IgMlNet.Robustness.Defenses;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace IgMlNet.Benchmarks.Pipelines;

/// <summary>
/// Bulk scoring of one network by ML.NET's ONNX stage and by ours. Goal: ours without defense is at least as fast per image.
/// </summary>
[WarmupCount(2), IterationCount(9), InvocationCount(1)]
public class OnnxBenchmarks : IDisposable
{
    private const int Rows = 256;

    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".onnx");
    private DefendedModel _undefended = null!;
    private DefendedModel _defended = null!;
    private IDataView _onnx = null!;
    private IDataView _plain = null!;
    private IDataView _masked = null!;

    /// <summary>Channels of the first stage.</summary>
    [Params(16, 64)]
    public int BaseWidth { get; set; }

    /// <summary>Writes the network as ONNX, makes the stages, and sees that they compute the same.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _undefended = new DefendedModel(BaseWidth, batchSize: 64, Smoothing.None, keepsAllNeurons: true);
        _defended = new DefendedModel(BaseWidth, batchSize: 64, Smoothing.For(8 / 255.0));
        OnnxResNet18.Write(_undefended.Classifier, _path);
        var context = _undefended.Context;
        var rows = context.Data.LoadFromEnumerable(ImageRow.Of(SampleModel.Images(Rows)));
        _onnx = context.Transforms.ApplyOnnxModel("Probabilities", "Features", _path).Fit(rows).Transform(rows);
        _plain = _undefended.Stage.Transform(rows);
        _masked = _defended.Stage.Transform(rows);
        foreach (var (theirs, ours) in _onnx.GetColumn<float[]>("Probabilities").Zip(_plain.GetColumn<float[]>("Score")))
        {
            if (theirs.Zip(ours).Any(pair => MathF.Abs(pair.First - pair.Second) > 1e-4f))
                throw new InvalidOperationException("The ONNX file computes something else.");
        }
    }

    /// <summary>Microsoft.ML.OnnxTransformer, which runs ONNX Runtime row by row.</summary>
    [Benchmark(Baseline = true)]
    public float ApplyOnnxModel() => ImageRow.ReadAll(_onnx, "Probabilities", keys: null);

    /// <summary>Our stage with all neurons kept, which gives the base model's probabilities.</summary>
    [Benchmark]
    public float Undefended() => ImageRow.ReadAll(_plain, "Score", keys: null);

    /// <summary>Our stage with a tenth of the neurons kept and one noisy copy.</summary>
    [Benchmark]
    public float Defended() => ImageRow.ReadAll(_masked, "Score", keys: null);

    /// <summary>Releases the models.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _undefended?.Dispose();
        _defended?.Dispose();
        File.Delete(_path);
        GC.SuppressFinalize(this);
    }
}
