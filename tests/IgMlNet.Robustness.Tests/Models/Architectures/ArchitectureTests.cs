using System.Text.Json;
using IgMlNet.Reporting;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models.Architectures;

public sealed class ArchitectureTests
{
    private static readonly NetworkDimensions Published = new() { Input = new ImageShape(3, 32, 32), ClassCount = 10 };

    [Theory]
    [InlineData("resnet18", "resnet18_cifar10")]
    public void State_dict_and_logits_are_the_published_codes(string id, string reference)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(ReferenceData.Require("architectures/architectures.json")));
        var expected = json.RootElement.GetProperty(reference);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var network = Architecture.Find(id).Create(Published, new RandomSeed(0));
        Assert.Equal(
            expected.GetProperty("state_dict").EnumerateArray()
                .Select(entry => $"{entry[0].GetString()} {entry[1].GetRawText()}"),
            NetworkWeights.Entries(network).Select(entry => $"{entry.Name} [{string.Join(", ", entry.Value.shape)}]"));

        NetworkWeights.Load(network, WeightFormula.For(network), reference);
        network.eval();
        var input = WeightFormula.Input(Numbers(expected.GetProperty("input")));
        var logits = tensor(
            expected.GetProperty("logits").EnumerateArray()
                .SelectMany(row => row.EnumerateArray()).Select(value => value.GetDouble()).ToArray(),
            [2, Published.ClassCount]);

        TensorAssert.IsNear(logits, network.call(input), 1e-4);
        using var classifier = new Classifier(network, CPU);
        TensorAssert.IsNear(logits, classifier.Logits(input), 1e-4);
    }

    [Theory]
    [InlineData("resnet18", 11_173_962)]
    [InlineData("resnet34", 21_282_122)]
    [InlineData("resnet50", 23_520_842)]
    public void Published_widths_have_the_published_number_of_parameters(string id, long parameters)
    {
        using var network = Architecture.Find(id).Create(Published, new RandomSeed(0));

        Assert.Equal(parameters, network.parameters().Sum(parameter => parameter.numel()));
    }

    [Theory]
    [InlineData("ResNet-18", "resnet18")]
    [InlineData("RESNET50", "resnet50")]
    public void They_are_found_whatever_the_spelling(string spelling, string id) =>
        Assert.Equal(id, Architecture.Find(spelling).Id);

    [Fact]
    public void An_unknown_one_is_refused_with_those_there_are()
    {
        var refused = Assert.Throws<InputException>(() => Architecture.Find("alexnet"));

        Assert.All(Architecture.All, known => Assert.Contains(known.Id, refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void The_reference_checkpoint_is_recognized()
    {
        var path = ReferenceData.Require("checkpoints/rn18w16-cifar10.pt");
        var weights = CheckpointReader.Read(path, cancellationToken: TestContext.Current.CancellationToken).Unwrapped();
        var shapes = weights.ToDictionary(tensor => tensor.Name, tensor => tensor.Shape.ToArray());

        var found = Architecture.All
            .Select(architecture => (architecture.Id, Dimensions: architecture.Recognize(shapes, (32, 32))))
            .Where(match => match.Dimensions is not null);

        var (id, dimensions) = Assert.Single(found);
        Assert.Equal("resnet18", id);
        Assert.Equal(new NetworkDimensions { Input = new ImageShape(3, 32, 32), ClassCount = 10, BaseWidth = 16 }, dimensions);
    }

    [Theory]
    [InlineData("conv1.weight")]
    [InlineData("linear.weight")]
    [InlineData("layer3.1.conv1.weight")]
    public void A_state_dict_without_a_telling_entry_is_not_recognized(string name)
    {
        using var network = Architecture.Find("resnet18").Create(TinyModels.Dimensions, new RandomSeed(0));
        var shapes = network.state_dict().Where(entry => entry.Key != name).ToDictionary(e => e.Key, e => e.Value.shape);

        Assert.All(Architecture.All, architecture => Assert.Null(architecture.Recognize(shapes, (8, 8))));
    }

    [Fact]
    public void A_small_file_that_tells_of_a_huge_network_is_not_recognized()
    {
        using var network = Architecture.Find("resnet18").Create(TinyModels.Dimensions, new RandomSeed(0));
        var shapes = network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.shape);
        shapes["conv1.weight"] = [4096, 3, 3, 3];
        shapes["linear.weight"] = [4, 8 * 4096];

        Assert.All(Architecture.All, architecture => Assert.Null(architecture.Recognize(shapes, (8, 8))));
    }

    private static long[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetInt64())];
}
