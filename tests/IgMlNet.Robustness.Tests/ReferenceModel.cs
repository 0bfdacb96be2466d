using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests;

/// <summary>The robust ResNet-18 of base width 16 and the CIFAR-10 images that the reference values were computed with.</summary>
internal static class ReferenceModel
{
    private const int ImageSize = 3 * 32 * 32;

    private static readonly ImageShape Shape = new(3, 32, 32);
    private static readonly Lazy<Classifier> Frozen = new(() => new Classifier(Network(), CPU));
    private static readonly Lazy<LabeledImages> TestImages = new(() => ReadImages("test-1000.bin", "test"));
    private static readonly Lazy<LabeledImages> ProbeImages = new(() => ReadImages("probe-2000.bin", "probe"));

    /// <summary>The frozen model, shared by all tests.</summary>
    internal static Classifier Classifier => Frozen.Value;

    /// <summary>1,000 test images, classes in turn.</summary>
    internal static LabeledImages Test => TestImages.Value;

    /// <summary>2,000 probe images, classes in turn.</summary>
    internal static LabeledImages Probe => ProbeImages.Value;

    /// <summary>The first test images.</summary>
    internal static AttackBatch Batch(int count) => new(
        Test.ImageTensor(..count, CPU), Test.LabelTensor(..count, CPU), [.. Enumerable.Range(0, count).Select(i => (long)i)]);

    /// <summary>Those of the first test images that the model classifies correctly.</summary>
    internal static AttackBatch CorrectlyClassified(int count)
    {
        using var noGrad = no_grad();
        var all = Batch(count);
        var rows = Classifier.Logits(all.Images).argmax(1).eq(all.Labels).nonzero().flatten();
        return new AttackBatch(all.Images[rows], all.Labels[rows], rows.data<long>().ToArray());
    }

    /// <summary>The model as a trainable network of the caller's own.</summary>
    internal static StagedNetwork Network()
    {
        var path = ReferenceData.Require("checkpoints/rn18w16-cifar10.pt");
        var network = Architecture.Find("resnet18").Create(
            new NetworkDimensions { Input = Shape, ClassCount = 10, BaseWidth = 16 }, new RandomSeed(0));
        NetworkWeights.Load(network, CheckpointReader.Read(path).Unwrapped(), path);
        return network;
    }

    /// <summary>An array of reference values.</summary>
    internal static CheckpointTensor Array(string relativePath) => NpyFile.Read(ReferenceData.Require(relativePath));

    /// <summary>CIFAR-10's binary layout: a label byte and 3,072 pixels, again and again.</summary>
    private static LabeledImages ReadImages(string file, string split)
    {
        var bytes = File.ReadAllBytes(ReferenceData.Require("cifar10/" + file));
        Assert.Equal(0, bytes.Length % (1 + ImageSize));
        var count = bytes.Length / (1 + ImageSize);
        var labels = Enumerable.Range(0, count).Select(i => (int)bytes[i * (1 + ImageSize)]).ToList();
        var images = Enumerable.Range(0, count)
            .Select(i => new ReadOnlyMemory<byte>(bytes, (i * (1 + ImageSize)) + 1, ImageSize)).ToList();
        string[] classes =
            ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];
        return new LabeledImages("cifar10", split, Shape, classes, labels, images);
    }
}
