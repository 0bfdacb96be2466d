using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models.Architectures;

public sealed class ArchitectureTests
{
    /// <summary>Every reference, the architecture that it is of, and whether it is what is taken for it where none is named.</summary>
    [Theory]
    [InlineData("resnet18", "resnet18_cifar10")]
    [InlineData("wideresnet34-10", "wideresnet34_10_cifar10")]
    [InlineData("wideresnet34-10", "wideresnet34_10_cifar100")]
    [InlineData("wideresnet34-10", "wideresnet34_10_subblock1_cifar10")]
    [InlineData("preactresnet18", "preactresnet18_cifar100")]
    [InlineData("preactresnet18", "preactresnet18_normalized_cifar10_wong2020")]
    [InlineData("preactresnet18-v2-norm", "preactresnet18_v2_bnbeforefc_cifar10_rade2021")]
    [InlineData("imagenet-resnet50", "resnet50_imagenet")]
    public void State_dict_and_logits_are_the_published_codes(string id, string reference)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(ReferenceData.Require("architectures/architectures.json")));
        var expected = json.RootElement.GetProperty(reference);
        var entries = expected.GetProperty("state_dict").EnumerateArray()
            .Select(entry => (Name: entry[0].GetString()!, Shape: Numbers(entry[1]))).ToList();
        var size = Numbers(expected.GetProperty("input"));
        var rows = expected.GetProperty("logits").EnumerateArray().Select(row =>
            row.EnumerateArray().Select(value => value.GetDouble()).ToArray()).ToArray();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();

        using var classifier = ClassifierFile.FromWeights(
            WeightFormula.For(entries), reference, Architecture.Find(id), ((int)size[2], (int)size[3]), CPU);

        var input = WeightFormula.Input(size);
        var logits = tensor(rows.SelectMany(row => row).ToArray(), [2, rows[0].Length]);
        TensorAssert.IsNear(logits, classifier.Logits(input), 1e-4);

        // A network that was made, not loaded, has the very state dict, and as a trainable network the same logits.
        using var network = Architecture.Find(id).Create(classifier.Dimensions, new RandomSeed(0));
        Assert.Equal(
            entries.Where(entry => !Architecture.Find(id).IsUnused(entry.Name)).Select(Text),
            NetworkWeights.Entries(network).Select(entry => Text((entry.Name, entry.Value.shape))));
        NetworkWeights.Load(network, classifier.Weights(), reference);
        network.eval();
        TensorAssert.IsNear(logits, network.call(input), 1e-4);

        static string Text((string Name, long[] Shape) entry) => $"{entry.Name} [{string.Join(", ", entry.Shape)}]";
    }

    /// <summary>Values of PyTorch 1.13 by <c>vit_patch4.py</c>, which follows timm's code, on weights and images by formula.</summary>
    [Fact]
    public void A_vision_transformer_has_the_logits_of_timms_code()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var architecture = Architecture.Find("vit-patch4");
        using var network = architecture.Create(
            new NetworkDimensions { Input = new ImageShape(3, 8, 8), ClassCount = 4, BaseWidth = 128 }, new RandomSeed(1));
        var entries = NetworkWeights.Entries(network).Select(entry => (entry.Name, entry.Value.shape)).ToList();
        Assert.Equal(
            ["cls_token", "pos_embed", "patch_embed.proj.weight", "patch_embed.proj.bias", "blocks.0.norm1.weight"],
            entries.Take(5).Select(entry => entry.Name));
        var expected = tensor(new float[,]
        {
            { 0.544994f, -0.777084f, -0.312641f, 0.853709f },
            { 0.545532f, -0.776929f, -0.313199f, 0.853627f },
        });

        using var classifier = ClassifierFile.FromWeights(WeightFormula.For(entries), "vit_patch4.py", architecture, (8, 8), CPU);

        TensorAssert.IsNear(expected, classifier.Logits(WeightFormula.Input(2, 3, 8, 8)), 2e-5);
        Assert.Equal(12, classifier.NeuronLayers.Count(layer => layer.Form == LayerForm.Tokens));
    }

    [Fact]
    public void Every_reference_is_compared()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(ReferenceData.Require("architectures/architectures.json")));
        var compared = typeof(ArchitectureTests).GetMethod(nameof(State_dict_and_logits_are_the_published_codes))!
            .GetCustomAttributesData().Where(data => data.AttributeType == typeof(InlineDataAttribute))
            .Select(data => ((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!)[1].Value);

        Assert.Equal(json.RootElement.EnumerateObject().Select(entry => entry.Name).Order(), compared.Order().Cast<string>());
    }

    [Theory]
    [InlineData("resnet18", 11_173_962)]
    [InlineData("resnet34", 21_282_122)]
    [InlineData("resnet50", 23_520_842)]
    [InlineData("preactresnet18", 11_171_146)]
    [InlineData("preactresnet18-v2-norm", 11_172_170)]
    [InlineData("wideresnet28-10", 36_479_194)]
    [InlineData("wideresnet34-10", 46_160_474)]
    public void Published_widths_have_the_published_number_of_parameters(string id, long parameters)
    {
        using var network = Published(id, classCount: 10);

        Assert.Equal(parameters, network.parameters().Sum(parameter => parameter.numel()));
    }

    /// <summary>torchvision states these numbers for its models.</summary>
    [Theory]
    [InlineData("imagenet-resnet18", 11_689_512)]
    [InlineData("imagenet-resnet50", 25_557_032)]
    [InlineData("imagenet-wideresnet50-2", 68_883_240)]
    public void ImageNet_forms_have_the_number_of_parameters_that_torchvision_states(string id, long parameters)
    {
        using var network = Published(id, classCount: 1000);

        Assert.Equal(parameters, network.parameters().Sum(parameter => parameter.numel()));
    }

    [Theory]
    [InlineData("ResNet-18", "resnet18")]
    [InlineData("WideResNet-34-10", "wideresnet34-10")]
    [InlineData("preactresnet18v2", "preactresnet18-v2")]
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

    private static StagedNetwork Published(string id, int classCount)
    {
        var architecture = Architecture.Find(id);
        return architecture.Create(
            new NetworkDimensions
            {
                Input = new ImageShape(3, 32, 32),
                ClassCount = classCount,
                BaseWidth = architecture.PublishedWidth,
            },
            new RandomSeed(0));
    }

    private static long[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetInt64())];
}
