using BenchmarkDotNet.Attributes;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Randomness;
using Microsoft.ML;
using static TorchSharp.torch;

namespace IgMlNet.Benchmarks.Pipelines;

/// <summary>
/// What ML.NET costs beside the network: 256 rows through a pipeline, scores and labels out, against a bare loop over tensors that
/// does the same defended inference. Goal: a ratio of at most 1.05.
/// </summary>
[WarmupCount(2), IterationCount(9), InvocationCount(1)]
public class PipelineBenchmarks : IDisposable
{
    private const int Batch = 64;
    private const int Rows = 256;

    private DefendedModel _model = null!;
    private IReadOnlyList<ImageRow> _rows = null!;
    private IDataView _output = null!;

    /// <summary>Channels of the first stage.</summary>
    [Params(16, 64)]
    public int BaseWidth { get; set; }

    /// <summary>Noisy copies of each image, n_s.</summary>
    [Params(0, 1)]
    public int NoisyCopies { get; set; }

    /// <summary>Makes model and rows.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _model = new DefendedModel(BaseWidth, Batch, NoisyCopies == 0 ? Smoothing.None : Smoothing.For(8 / 255.0));
        _rows = ImageRow.Of(SampleModel.Images(Rows));
        _output = _model.Stage.Transform(_model.Context.Data.LoadFromEnumerable(_rows));
    }

    /// <summary>Arrays to tensors, defended logits, probabilities and labels to arrays.</summary>
    [Benchmark(Baseline = true)]
    public float BareLoop()
    {
        using var noGrad = no_grad();
        var sum = 0f;
        for (var start = 0; start < Rows; start += Batch)
        {
            using var scope = NewDisposeScope();
            var pixels = new float[Batch * 3 * 32 * 32];
            for (var i = 0; i < Batch; i++)
                _rows[start + i].Features.CopyTo(pixels, i * 3 * 32 * 32);
            using var random = new RandomStreams(default, [.. Enumerable.Range(start, Batch).Select(i => (long)i)]);
            var logits = _model.Defended.Logits(tensor(pixels, [Batch, 3, 32, 32]), random);
            var scores = nn.functional.softmax(logits, 1).data<float>().ToArray();
            var labels = logits.argmax(1).data<long>().ToArray();
            sum += scores[0] + labels[0];
        }

        return sum;
    }

    /// <summary>The same rows as a data view, scored by the stage.</summary>
    [Benchmark]
    public float Pipeline() => ImageRow.ReadAll(_output, "Score", "PredictedLabel");

    /// <summary>Releases the model.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _model?.Dispose();
        GC.SuppressFinalize(this);
    }
}
