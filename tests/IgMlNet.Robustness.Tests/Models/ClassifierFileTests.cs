using IgMlNet.Reporting;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models;

public sealed class ClassifierFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igmlnet-").FullName;

    public static TheoryData<string> Architectures => [.. Architecture.All.Select(architecture => architecture.Id)];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void The_architecture_is_recognised_and_the_model_is_the_saved_one(string id)
    {
        var path = Save(id);
        using var expected = new Classifier(TinyModels.Network(Architecture.Find(id)), CPU);
        using var loaded = ClassifierFile.Load(path, (8, 8), CPU);

        Assert.Equal(id, loaded.Name);
        Assert.Equal(TinyModels.Dimensions, loaded.Dimensions);
        Assert.Equal(expected.ContentHash, loaded.ContentHash);
    }

    [Fact]
    public void Another_architecture_than_the_named_one_is_refused()
    {
        var error = Assert.Throws<InputException>(
            () => ClassifierFile.Load(Save("resnet18"), Architecture.Find("resnet50"), (8, 8), CPU));
        Assert.Contains("resnet50", error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_nothing_known_are_refused_by_file()
    {
        var path = Path.Combine(_folder, "other.safetensors");
        SafetensorsFile.Write(path, new StateDict([CheckpointTensor.FromValues("weight", [1f, 2f], 2)]));
        var error = Assert.Throws<InputException>(() => ClassifierFile.Load(path, (8, 8), CPU));
        Assert.Equal(path, error.InputSource);
        Assert.Contains("resnet18", error.Remedy, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Save(string id)
    {
        using var network = TinyModels.Network(Architecture.Find(id));
        var path = Path.Combine(_folder, $"{id}.safetensors");
        SafetensorsFile.Write(path, NetworkWeights.Save(network));
        return path;
    }
}
