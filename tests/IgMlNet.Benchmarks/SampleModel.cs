using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Benchmarks;

/// <summary>Models and images to time on. What a pass costs does not depend on the weights, so these are fresh ones.</summary>
internal static class SampleModel
{
    private static readonly ImageShape Cifar = new(3, 32, 32);

    public static Classifier ResNet18(int baseWidth, ConvolutionForm form = ConvolutionForm.Quickest) => new(
        Architecture.Find("resnet18").Create(
            new NetworkDimensions { Input = Cifar, ClassCount = 10, BaseWidth = baseWidth }, new RandomSeed(1)),
        CPU,
        form);

    public static LabeledImages Images(int count)
    {
        var seed = new RandomSeed(2);
        var pixels = new byte[count * Cifar.Size];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(((uint)i * 2654435761u) >> 24);
        return LabeledImages.FromPixels(
            "noise",
            "probe",
            Cifar,
            [.. Enumerable.Range(0, 10).Select(label => $"class {label}")],
            [.. Enumerable.Range(0, count).Select(index => (int)(seed.For(index).Value % 10))],
            pixels);
    }
}
