using BenchmarkDotNet.Attributes;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Ranking;
using static TorchSharp.torch;

namespace IgMlNet.Benchmarks;

/// <summary>How long LO-IR of layer4 takes: neuron by neuron as published, by batches of masked copies, in closed form.</summary>
public class LeaveOneOutBenchmarks : IDisposable
{
    private readonly Classifier _classifier = SampleModel.ResNet18(baseWidth: 16);
    private readonly LabeledImages _probe = SampleModel.Images(256);
    private NeuronLayer _layer = null!;

    /// <summary>Picks the layer.</summary>
    [GlobalSetup]
    public void Setup() => _layer = _classifier.PenultimateLayer;

    /// <summary>The published way: for every neuron a full forward pass over all probe images with that neuron masked.</summary>
    [Benchmark(Baseline = true)]
    public double NeuronByNeuron()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var sum = 0.0;
        for (var neuron = 0; neuron < _layer.NeuronCount; neuron++)
        {
            for (var start = 0; start < _probe.Count; start += 128)
            {
                using var inner = NewDisposeScope();
                var images = _probe.ImageTensor(start..Math.Min(start + 128, _probe.Count), CPU);
                var activations = _classifier.UpTo(_layer, images);
                activations.select(1, neuron).zero_();
                sum += _classifier.From(_layer, activations).sum().item<float>();
            }
        }

        return sum;
    }

    /// <summary>What is used where the suffix is not linear.</summary>
    [Benchmark]
    public float[] MaskedCopies()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return LeaveOneOut.Signed.ScoreBySuffix(
            new RankingTask(_classifier, _layer, _probe, new RankingOptions(), null, CancellationToken.None));
    }

    /// <summary>What is used here: pooling and a linear map follow the layer.</summary>
    [Benchmark]
    public NeuronImportanceRanking ClosedForm() => LeaveOneOut.Signed.Rank(
        _classifier, _layer, _probe, new RankingOptions(), null, CancellationToken.None);

    /// <summary>Releases the model.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _classifier.Dispose();
        GC.SuppressFinalize(this);
    }
}
