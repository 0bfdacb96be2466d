using System.Collections.Concurrent;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Training.Ode;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests;

/// <summary>Networks and images small enough to run every law on.</summary>
internal static class TinyModels
{
    internal const int ClassCount = 4;
    internal const int BaseWidth = 2;
    internal static readonly ImageShape Shape = new(3, 8, 8);

    /// <summary>Made once: making takes thirty passes.</summary>
    private static readonly ConcurrentDictionary<(string Architecture, ulong Seed), Lazy<StateDict>> Weights = new();

    internal static NetworkDimensions Dimensions { get; } =
        new() { Input = Shape, ClassCount = ClassCount, BaseWidth = BaseWidth };

    /// <summary>Dimensions for an architecture: 1/32 of its published width, at least one channel.</summary>
    internal static NetworkDimensions DimensionsOf(Architecture architecture) =>
        Dimensions with { BaseWidth = Math.Max(1, architecture.PublishedWidth / 32) };

    /// <summary>
    /// A network with random weights whose batch normalisations do something: statistics of real batches, γ and β at random.
    /// </summary>
    internal static StagedNetwork Network(Architecture architecture, ulong seed = 1)
    {
        var weights = Weights.GetOrAdd((architecture.Id, seed), _ => new Lazy<StateDict>(() => MakeWeights(architecture, seed)));
        var network = architecture.Create(DimensionsOf(architecture), new RandomSeed(seed));
        NetworkWeights.Load(network, weights.Value, "tiny model");
        network.eval();
        return network;
    }

    /// <summary>A network that was made and not trained.</summary>
    internal static StagedNetwork Fresh(Architecture architecture, RandomSeed seed) =>
        architecture.Create(DimensionsOf(architecture), seed);

    /// <summary>
    /// A frozen ResNet-18 with random weights. It has taken a gradient: what a classifier makes for its first one and keeps is there.
    /// </summary>
    internal static Classifier Classifier(ulong seed = 1)
    {
        var classifier = new Classifier(Network(Architecture.Find("resnet18"), seed), CPU);
        using var scope = NewDisposeScope();
        using var recording = enable_grad();
        var images = Images(1).ImageTensor(.., CPU).requires_grad_(true);
        autograd.grad([classifier.Logits(images).sum()], [images]);
        return classifier;
    }

    /// <summary>SODEF, trained on a few images for a frozen network.</summary>
    internal static StableOdeWeights Sodef(Classifier classifier, int fieldLayers = 1) => new StableOdeTrainer(
        new StableOdeTrainingOptions { Epochs = 2, LargestState = 8, FieldLayers = fieldLayers }).Train(
        classifier, Images(40), progress: null, CancellationToken.None).Weights;

    /// <summary>Images of random pixels, classes in turn.</summary>
    internal static LabeledImages Images(int count, ulong seed = 1)
    {
        var pixels = new byte[count * Shape.Size];
        new Random((int)seed).NextBytes(pixels);
        return LabeledImages.FromPixels(
            "noise", "test", Shape, [.. Enumerable.Range(0, ClassCount).Select(i => $"class {i}")],
            [.. Enumerable.Range(0, count).Select(i => i % ClassCount)], pixels);
    }

    /// <summary>The streams of images that are numbered from 0.</summary>
    internal static RandomStreams Streams(long count, ulong seed = 7) =>
        new(new RandomSeed(seed), [.. Enumerable.Range(0, (int)count).Select(i => (long)i)]);

    private static StateDict MakeWeights(Architecture architecture, ulong seed)
    {
        using var network = architecture.Create(DimensionsOf(architecture), new RandomSeed(seed));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var generator = new RandomSeed(seed).For("batch normalisation").CreateGenerator();
        foreach (var (name, entry) in NetworkWeights.Entries(network))
        {
            if (entry.dim() == 1 && name.EndsWith("weight", StringComparison.Ordinal))
                entry.uniform_(0.8, 1.2, generator);
            else if (entry.dim() == 1 && name.EndsWith("bias", StringComparison.Ordinal))
                entry.uniform_(-0.1, 0.1, generator);
        }

        var images = Images(32, seed).ImageTensor(.., CPU);
        network.train();
        for (var pass = 0; pass < 30; pass++)
            network.call(images);
        return NetworkWeights.Save(network);
    }
}
