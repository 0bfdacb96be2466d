using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Cards;
using IgMlNet.Robustness.Models.Checkpoints;
using IgMlNet.Robustness.Randomness;

namespace IgMlNet.Robustness.Tests.Models.Cards;

public sealed class CheckpointInspectionTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void The_reference_model_is_a_ResNet_18_that_nobody_has_published()
    {
        using var inspection = CheckpointInspection.Open(ReferenceData.Require("checkpoints/rn18w16-cifar10.pt"));

        var (architecture, dimensions) = Assert.Single(inspection.Fits);
        Assert.Equal(("resnet18", 16, 10), (architecture.Id, dimensions.BaseWidth, dimensions.ClassCount));
        Assert.Null(inspection.Problem);
        Assert.Null(inspection.Normalization);
        Assert.Empty(inspection.Cards);
    }

    [Theory]
    [InlineData(0.4914f, "cifar10/Wong2020Fast")]
    [InlineData(0.1f)]
    [InlineData(null, "cifar10/Andriushchenko2020Understanding", "cifar10/Wong2020Fast")]
    public void Cards_fit_by_architecture_classes_and_normalization(float? red, params string[] cards)
    {
        var architecture = Architecture.Find("preactresnet18");
        using var network = architecture.Create(
            new NetworkDimensions { Input = new ImageShape(3, 32, 32), ClassCount = 10 }, new RandomSeed(0));
        CheckpointTensor[] normalization = red is { } mean
            ?
            [
                CheckpointTensor.FromValues("normalize.mean", [mean, 0.4822f, 0.4465f], 1, 3, 1, 1),
                CheckpointTensor.FromValues("normalize.std", [0.2471f, 0.2435f, 0.2616f], 1, 3, 1, 1),
            ]
            : [];
        SafetensorsFile.Write(_path, new StateDict(
            normalization.Concat(NetworkWeights.Save(network).Select(tensor => tensor.Renamed("model." + tensor.Name)))));

        using var inspection = CheckpointInspection.Open(_path);

        Assert.Equal(["preactresnet18", "preactresnet18-v2"], inspection.Fits.Select(fit => fit.Architecture.Id));
        Assert.Equal(red, inspection.Normalization?.Mean[0]);
        Assert.Equal(cards, inspection.Cards.Select(card => card.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_fits_nothing_says_why()
    {
        SafetensorsFile.Write(_path, new StateDict([CheckpointTensor.FromValues("embedding", [1f], 1)]));

        using var inspection = CheckpointInspection.Open(_path);

        Assert.Empty(inspection.Fits);
        Assert.Empty(inspection.Cards);
        Assert.Contains("no architecture known here", inspection.Problem, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_path);
}
