using IgMlNet.Bot.Tests.Support;
using IgMlNet.Robustness.Defenses;

namespace IgMlNet.Bot.Tests.Commands;

[Collection(ToyModelCollection.Name)]
public class TrainStableOdeCommandTests(ToyModel toy)
{
    [Fact]
    public void Train_sodef_writes_what_evaluate_reads_and_says_how_its_phases_went()
    {
        using var folder = new TemporaryFolder();
        var output = Run(folder, "--layers", "2", "--epochs", "3", "--time", "2").Succeeded().Output;
        var weights = StableOdeWeights.Load(folder.At("sodef.safetensors"), TestContext.Current.CancellationToken);

        Assert.Equal((16, 16, 10, 2), (weights.FeatureCount, weights.StateCount, weights.ClassCount, weights.EndTime));
        Assert.Equal("3", weights.Metadata["epochs"]);
        foreach (var phase in new[] { "Projection", "Stability", "Output" })
            Assert.Contains($"{phase}: loss ", output, StringComparison.Ordinal);
        Assert.Contains("Trained SODEF on 40 probe images: ", output, StringComparison.Ordinal);
        Assert.Equal(["sodef.safetensors"], folder.FileNames);
    }

    [Fact]
    public void The_same_seed_gives_the_same_file()
    {
        using var folder = new TemporaryFolder();
        Run(folder, "--epochs", "1").Succeeded();
        var first = File.ReadAllBytes(folder.At("sodef.safetensors"));
        Run(folder, "--epochs", "1").Succeeded();
        Assert.Equal(first, File.ReadAllBytes(folder.At("sodef.safetensors")));
    }

    private IgmlResult Run(TemporaryFolder folder, params string[] more) => Igml.Run(
        ["train", "sodef", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--out", folder.At("sodef.safetensors"), .. more]);
}
