using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models;

public sealed class ClassifierFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igmlnet-").FullName;

    private static readonly Dictionary<string, string> Taken = new()
    {
        ["preactresnet18-v2"] = "preactresnet18",
        ["preactresnet18-norm"] = "preactresnet18-v2-norm",
    };

    public static TheoryData<string> Architectures => [.. Architecture.All.Select(architecture => architecture.Id)];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void The_architecture_is_recognised_and_the_model_is_the_saved_one(string id)
    {
        var path = Save(id);
        using var expected = new Classifier(TinyModels.Network(Architecture.Find(id)), CPU);
        using var loaded = ClassifierFile.Load(path, (8, 8), CPU);

        // Of those with the same entries the published one is taken; naming another gives that.
        using var named = ClassifierFile.Load(path, Architecture.Find(id), (8, 8), CPU);
        Assert.Equal(id, named.Name);
        Assert.Equal(Taken.GetValueOrDefault(id, id), loaded.Name);
        Assert.Equal(TinyModels.DimensionsOf(Architecture.Find(id)), loaded.Dimensions);
        Assert.Equal(expected.ContentHash, loaded.ContentHash);
    }

    [Fact]
    public void Another_architecture_than_the_named_one_is_refused()
    {
        var error = Assert.Throws<InputException>(
            () => ClassifierFile.Load(Save("resnet18"), Architecture.Find("resnet50"), (8, 8), CPU));
        Assert.Contains("resnet50", error.Problem, StringComparison.Ordinal);
        Assert.Contains("lacks layer1.0.conv3.weight", error.Problem, StringComparison.Ordinal);
        Assert.Contains("holds weights of resnet18", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wideresnet34-10", "block2.layer.3.conv1.weight", null, "lacks block2.layer.3.conv1.weight")]
    [InlineData("preactresnet18", null, "layer1.0.gate", "unexpected entries layer1.0.gate")]
    [InlineData("imagenet-resnet50", "conv1.weight", null, "lacks conv1.weight")]
    [InlineData("resnet18", "linear.bias", "linear.bias", "has shape [1] where [4] is needed")]
    public void A_file_that_nearly_fits_is_refused_with_what_it_looks_like_and_what_keeps_it(
        string id, string? removed, string? added, string said)
    {
        using var network = TinyModels.Network(Architecture.Find(id));
        var weights = NetworkWeights.Save(network).Where(tensor => tensor.Name != removed);
        if (added is not null)
            weights = weights.Append(CheckpointTensor.FromValues(added, [1f], 1));
        var path = Path.Combine(_folder, "nearly.safetensors");
        SafetensorsFile.Write(path, new StateDict(weights));

        var error = Assert.Throws<InputException>(() => ClassifierFile.Load(path, (8, 8), CPU));

        Assert.Contains($"looks most like {id}", error.Problem, StringComparison.Ordinal);
        Assert.Contains(said, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_that_no_forward_pass_uses_is_left_out()
    {
        var architecture = Architecture.Find("wideresnet34-10");
        using var network = TinyModels.Network(architecture);
        var weights = NetworkWeights.Save(network);
        var twice = weights.Concat(weights.Where(tensor => tensor.Name.StartsWith("block1.", StringComparison.Ordinal))
            .Select(tensor => tensor.Renamed("sub_" + tensor.Name)));
        var path = Path.Combine(_folder, "sub.safetensors");
        SafetensorsFile.Write(path, new StateDict(twice));
        using var expected = ClassifierFile.FromWeights(weights, "weights", architecture, (8, 8), CPU);

        using var loaded = ClassifierFile.Load(path, (8, 8), CPU);

        Assert.Equal(architecture.Id, loaded.Name);
        Assert.Equal(expected.ContentHash, loaded.ContentHash);
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
