using IgMlNet.Interop;
using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Tests;

public sealed class BaseModelTests : IDisposable
{
    private static readonly string[] Prefixes = ["student.", "teacher."];

    private readonly string _path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".safetensors");

    [Fact]
    public void An_entry_and_a_normalization_can_be_given()
    {
        using var network = Samples.TinyNetwork();
        SafetensorsFile.Write(_path, new StateDict(Prefixes.SelectMany(
            prefix => NetworkWeights.Save(network).Select(tensor => tensor.Renamed(prefix + tensor.Name)))));
        var input = new ImageShape(1, 28, 28);
        var halved = BaseModel.FromCheckpoint("resnet18", _path, input, new ClassifierFileOptions
        {
            Entry = "teacher",
            Normalization = new ChannelNormalization { Mean = [0], Deviation = [2] },
        });
        var opened = halved.Open(new DeviceChoice(null, FallbackToCpu: true), Samples.Options());
        using var classifier = opened.Classifier;
        using var scope = NewDisposeScope();
        var images = arange(2 * 28 * 28, float32).reshape(2, 1, 28, 28) / 2000;

        Assert.Equal(
            Samples.TinyClassifier.Logits(images / 2).data<float>().ToArray(), classifier.Logits(images).data<float>().ToArray(),
            (expected, actual) => Math.Abs(expected - actual) < 1e-4);
        var ambiguous = BaseModel.FromCheckpoint("resnet18", _path, input);
        Assert.Contains("several networks", Assert.Throws<InputException>(
            () => ambiguous.Open(new DeviceChoice(null, FallbackToCpu: true), Samples.Options())).Problem, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_path);
}
