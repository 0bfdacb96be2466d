using IgMlNet.Bot.Tests.Support;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Tests.Commands;

[Collection(ToyModelCollection.Name)]
public class RankCommandTests(ToyModel toy)
{
    [Fact]
    public void Rank_saves_the_ranking_that_it_shows()
    {
        using var folder = new TemporaryFolder();
        var output = Run(folder, "--top", "3").Succeeded().Output;

        var ranking = NeuronImportanceRanking.Load(folder.At("ranking.safetensors"));
        var manifest = ranking.Manifest;
        Assert.Equal(
            ("lo-ir", "layer4", 16, 10, 40),
            (manifest.Method, manifest.Layer, manifest.NeuronCount, manifest.ClassCount, manifest.ProbeCount));
        var first = ranking.TopNeurons(0, 1)[0];
        var row = output.Split('\n').First(line => line.TrimStart().StartsWith("0 ", StringComparison.Ordinal));
        var cell = FormattableString.Invariant($" {first} {ranking[first, 0]:+0.000;-0.000}");
        Assert.Contains(cell, row, StringComparison.Ordinal);
        Assert.DoesNotContain(output, c => char.IsControl(c) && c is not ('\n' or '\r'));
    }

    [Fact]
    public void An_earlier_layer_and_another_method_can_be_ranked()
    {
        using var folder = new TemporaryFolder();
        Run(folder, "--layer", "layer2", "--ranking", "lo-ir-absolute", "--model", "resnet18").Succeeded();
        var manifest = NeuronImportanceRanking.Load(folder.At("ranking.safetensors")).Manifest;
        Assert.Equal(("lo-ir-absolute", "layer2", 4), (manifest.Method, manifest.Layer, manifest.NeuronCount));
    }

    [Fact]
    public void The_random_ranking_follows_the_seed()
    {
        using var folder = new TemporaryFolder();
        var first = Scores("1");
        Assert.Equal(first, Scores("1"));
        Assert.NotEqual(first, Scores("2"));

        float[] Scores(string seed)
        {
            Run(folder, "--ranking", "random", "--seed", seed).Succeeded();
            return NeuronImportanceRanking.Load(folder.At("ranking.safetensors")).Scores.ToArray();
        }
    }

    [Theory]
    [InlineData("--layer layer9", "--layer: resnet18 has no neuron layer 'layer9'. Choose one of ")]
    [InlineData("--model resnet50", "does not hold weights of resnet50: it lacks layer1.0.conv3.weight")]
    [InlineData("--dataset fashion-mnist --layer layer9", "--layer: resnet18")]
    public void What_does_not_fit_the_model_is_told_in_one_line(string options, string expected)
    {
        using var folder = new TemporaryFolder();
        var arguments = options.Split(' ');
        var result = arguments.Contains("--dataset")
            ? Igml.Run(["rank", "--checkpoint", toy.Checkpoint, "--out", folder.At("r"), .. arguments])
            : Run(folder, arguments);
        Assert.Contains(expected, result.OneLine(ExitCode.UnusableInput), StringComparison.Ordinal);
        Assert.Empty(folder.FileNames);
    }

    private IgmlResult Run(TemporaryFolder folder, params string[] more) => Igml.Run(
        ["rank", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--out", folder.At("ranking.safetensors"), .. more]);
}
