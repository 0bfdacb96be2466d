using System.Globalization;
using IgMlNet.IO;
using IgMlNet.Robustness.Images;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Cards;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Tests.Models.Cards;

public sealed class ModelCardsTests : IDisposable
{
    private static readonly Dictionary<string, int> Classes = new() { ["cifar10"] = 10, ["cifar100"] = 100, ["imagenet"] = 1000 };

    private readonly string _folder = Directory.CreateTempSubdirectory("igmlnet-").FullName;

    public static TheoryData<string> Names => [.. ModelCards.All.Select(card => card.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_card_says_what_can_be_used(string name)
    {
        var card = ModelCards.Find(name);

        Assert.Equal(ModelCard.CurrentSchema, card.SchemaVersion);
        Assert.Equal(Classes[card.Dataset], card.ClassCount);
        Assert.Equal("Linf", card.ThreatModel.Norm);
        Assert.InRange(Fraction(card.ThreatModel.Epsilon), 0.01, 0.04);
        Assert.Equal(card.Normalization?.Mean.Count, card.Normalization?.Deviation.Count);
        Assert.All(card.Normalization?.Deviation ?? [], deviation => Assert.InRange(deviation, 0.1f, 1f));
        Assert.Equal(card.Dataset == "imagenet", card.Preprocessing is not null);
        if (card.Preprocessing is { } preprocessing)
            Assert.Equal(preprocessing, ImagePreprocessing.Parse(preprocessing).Name);
        foreach (var accuracy in new[] { card.Reported?.Clean, card.Reported?.AutoAttack, card.Reported?.RobustByAuthors })
            Assert.True(accuracy is null or (> 10 and < 100));
        Assert.Equal(Uri.UriSchemeHttps, card.File.Page.Scheme);
        Assert.True(card.File.Link is null || card.File.Link.Scheme == Uri.UriSchemeHttps);
        Assert.True(card.Paper.Link.IsAbsoluteUri);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_card_names_a_layer_and_a_number_of_neurons_that_its_architecture_has(string name)
    {
        var card = ModelCards.Find(name);
        var architecture = card.FindArchitecture();
        using var network = architecture.Create(
            new NetworkDimensions { Input = new ImageShape(3, 32, 32), ClassCount = 10, BaseWidth = 1 }, new RandomSeed(0));
        if (card.InterpretabilityGuided is not { } experiment)
            return;
        var layer = Assert.Single(network.NeuronLayers, layer => layer.Name == experiment.Layer);
        Assert.InRange(experiment.K, 1, layer.NeuronCount * architecture.PublishedWidth);
        Assert.Equal(network.NeuronLayers[^1], layer);
        Assert.All(experiment.Rows, row => Assert.True(row.ImageWiseWorstCase <= row.AutoAttack && row.AutoAttack < row.Clean));
        Assert.Equal(["none", "cd-ir", "lo-ir"], experiment.Rows.Select(row => row.Defense));
    }

    /// <summary>Tables 1 to 4 of the paper, model by model, and the analysis of its Fig. 2.</summary>
    [Fact]
    public void Every_base_model_of_the_papers_tables_has_its_card()
    {
        (int Table, string Dataset, string Method, string Architecture, double Clean, double WorstCase)[] tables =
        [
            (1, "cifar10", "NuAT", "resnet18", 82.21, 52.19),
            (1, "cifar10", "OAAT", "resnet18", 80.23, 52.30),
            (1, "cifar10", "DAJAT", "resnet18", 85.71, 53.34),
            (2, "cifar10", "NuAT", "wideresnet34-10", 86.32, 56.40),
            (2, "cifar10", "TRADES-AWP", "wideresnet34-10", 85.36, 57.88),
            (2, "cifar10", "DAJAT", "wideresnet34-10", 88.71, 59.41),
            (3, "cifar100", "LAS-AT", "wideresnet34-10", 64.89, 32.22),
            (3, "cifar100", "OAAT", "preactresnet18-v2-norm", 62.02, 30.12),
            (3, "cifar100", "DAJAT", "resnet18", 65.45, 28.54),
            (4, "imagenet", "FAT", "imagenet-resnet50", 55.64, 27.08),
            (4, "imagenet", "RTB", "imagenet-resnet50", 64.10, 35.48),
        ];

        Assert.Equal(
            tables.Order(),
            ModelCards.All.Where(card => card.InterpretabilityGuided is not null).Select(card => (
                card.InterpretabilityGuided!.Table, card.Dataset, card.Method, card.Architecture,
                card.InterpretabilityGuided.Rows[0].Clean, card.InterpretabilityGuided.Rows[2].ImageWiseWorstCase)).Order());
        Assert.Single(ModelCards.All, card => card.Method == "GAT");
        Assert.Contains(ModelCards.All, card => card.Method == "TRADES");
        Assert.Contains(ModelCards.All, card => card is { Method: "FAT", Architecture: "preactresnet18", Dataset: "cifar10" });
    }

    [Fact]
    public void Cards_are_found_by_identifier_where_that_is_one_models_and_by_data_set_and_identifier()
    {
        Assert.Equal("imagenet/Salman2020Do_R50", ModelCards.Find("salman2020do_r50").Name);
        Assert.Equal("cifar100", ModelCards.Find("cifar100/Wu2020Adversarial").Dataset);
        Assert.Equal("cifar10/Wong2020Fast", PublishedModel.Find("cifar10/wong2020fast").Card?.Name);
        Assert.Null(PublishedModel.Find("resnet18").Card);
        var several = Assert.Throws<InputException>(() => ModelCards.Find("Wong2020Fast"));
        Assert.Contains("cifar10/Wong2020Fast, imagenet/Wong2020Fast", several.Remedy, StringComparison.Ordinal);
        Assert.Contains("igml models", Assert.Throws<InputException>(() => PublishedModel.Find("alexnet")).Remedy, StringComparison.Ordinal);
        Assert.Equal(ModelCards.All.Count, ModelCards.All.Select(card => card.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Words_are_searched_in_all_that_names_a_model()
    {
        Assert.Equal(ModelCards.All, ModelCards.Search());
        Assert.Equal(
            ["cifar10/Jia2022LAS-AT_34_10", "cifar10/Jia2022LAS-AT_70_16"],
            ModelCards.Search("cifar10/", "las-at").Select(card => card.Name));
        Assert.Contains(ModelCards.Search("addepalli", "NeurIPS"), card => card.Method == "DAJAT");
        Assert.Empty(ModelCards.Search("cifar10", "no such word"));
    }

    [Fact]
    public void The_cards_normalization_is_used_where_the_file_has_none_and_the_files_own_otherwise()
    {
        var model = PublishedModel.Find("cifar10/Wong2020Fast");
        var dimensions = new NetworkDimensions { Input = new ImageShape(3, 32, 32), ClassCount = 10, BaseWidth = 4 };
        using var network = model.Architecture.Create(dimensions, new RandomSeed(1));
        network.eval();
        var bare = Save("bare", NetworkWeights.Save(network));
        var own = Save("own", new StateDict(
            [
                CheckpointTensor.FromValues("mu", [0.1f, 0.2f, 0.3f], 1, 3, 1, 1), CheckpointTensor.FromValues("sigma", [1f, 1, 1], 1, 3, 1, 1),
                .. NetworkWeights.Save(network),
            ]));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var generator = new RandomSeed(2).CreateGenerator();
        var images = rand([2, 3, 32, 32], generator: generator);

        using var fromCard = ClassifierFile.Load(bare, model, (32, 32), CPU);
        using var fromFile = ClassifierFile.Load(own, model, (32, 32), CPU);
        using var without = ClassifierFile.Load(bare, (32, 32), CPU);

        var (mean, deviation) = (Channels(0.4914f, 0.4822f, 0.4465f), Channels(0.2471f, 0.2435f, 0.2616f));
        TensorAssert.IsNear(network.call((images - mean) / deviation), fromCard.Logits(images), 1e-4);
        TensorAssert.IsNear(network.call(images - Channels(0.1f, 0.2f, 0.3f)), fromFile.Logits(images), 1e-4);
        TensorAssert.IsNear(network.call(images), without.Logits(images), 1e-4);
        Assert.NotEqual(without.ContentHash, fromCard.ContentHash);
    }

    [Fact]
    public void A_file_of_another_number_of_classes_is_not_the_cards_model()
    {
        var model = PublishedModel.Find("cifar10/Wong2020Fast");
        using var network = model.Architecture.Create(TinyModels.Dimensions, new RandomSeed(1));
        var path = Save("four", NetworkWeights.Save(network));

        var error = Assert.Throws<InputException>(() => ClassifierFile.Load(path, model, (8, 8), CPU));

        Assert.Contains("4 classes, and cifar10/Wong2020Fast has 10", error.Problem, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Save(string name, StateDict weights)
    {
        var path = Path.Combine(_folder, name + ".safetensors");
        SafetensorsFile.Write(path, weights);
        return path;
    }

    private static Tensor Channels(params float[] values) => tensor(values).view(1, 3, 1, 1);

    private static double Fraction(string text) => text.Split('/') is [var over, var under]
        ? double.Parse(over, CultureInfo.InvariantCulture) / double.Parse(under, CultureInfo.InvariantCulture)
        : double.Parse(text, CultureInfo.InvariantCulture);
}
