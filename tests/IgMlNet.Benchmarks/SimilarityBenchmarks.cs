using BenchmarkDotNet.Attributes;
using IgMlNet.Robustness.Ranking.Similarities;
using static TorchSharp.torch;

namespace IgMlNet.Benchmarks;

/// <summary>
/// How long the similarity step of CD-IR takes for 512 neurons, 10 classes and 10,000 probe images: neuron by neuron as published, and
/// all neurons together.
/// </summary>
public class SimilarityBenchmarks : IDisposable
{
    private const int Images = 10_000;
    private const int Neurons = 512;
    private const int Classes = 10;

    private Tensor _imageText = null!;
    private Tensor _activations = null!;
    private Tensor _labels = null!;

    /// <summary>The similarity function.</summary>
    [Params("soft-wpmi", "wpmi", "rank-reorder", "cosine", "cosine-cubed", "soft-wpmi-gt", "majority-vote")]
    public string Function { get; set; } = "";

    /// <summary>Makes similarities and activations.</summary>
    [GlobalSetup]
    public void Setup()
    {
        using var generator = new Generator(4, CPU);
        _imageText = rand(Images, Classes, generator: generator);
        _activations = randn(Images, Neurons, generator: generator).relu_();
        _labels = randint(Classes, Images, dtype: ScalarType.Int64, generator: generator);
    }

    /// <summary>All neurons together. Goal for soft-WPMI: at most 2 s on two cores.</summary>
    [Benchmark]
    public float Together() => Score(_activations);

    /// <summary>The published way: one neuron after the other. log p(d), which needs all of them, is left out.</summary>
    [Benchmark(Baseline = true)]
    public float NeuronByNeuron()
    {
        var sum = 0f;
        for (var neuron = 0; neuron < Neurons; neuron++)
        {
            using var scope = NewDisposeScope();
            sum += Score(_activations.narrow(1, neuron, 1));
        }

        return sum;
    }

    /// <summary>Releases the tensors.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _imageText?.Dispose();
        _activations?.Dispose();
        _labels?.Dispose();
        GC.SuppressFinalize(this);
    }

    private float Score(Tensor activations)
    {
        using var scope = NewDisposeScope();
        return SimilarityFunction.Find(Function).Score(_imageText, activations, _labels).sum().item<float>();
    }
}
