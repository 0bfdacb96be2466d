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

    [Fact]
    public void Cd_ir_ranks_the_bundled_model_by_the_bundled_clip()
    {
        using var folder = new TemporaryFolder();
        string[] arguments =
        [
            "rank", "--ranking", "cd-ir", "--probe-samples", "200", "--out", folder.At("ranking.safetensors"), "--cache",
            folder.At("features"),
        ];
        var output = Igml.Run(arguments).Succeeded().Output;

        Assert.Contains("64 neurons of layer4 by CD-IR", output, StringComparison.Ordinal);
        var first = NeuronImportanceRanking.Load(folder.At("ranking.safetensors"));
        Assert.Equal(("cd-ir", 200), (first.Manifest.Method, first.Manifest.ProbeCount));
        Assert.StartsWith("soft-wpmi, average pooling, CLIP ", first.Manifest.Settings, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(folder.At("features")).Length);

        Igml.Run([.. arguments, "--similarity", "cosine-cubed", "--pooling", "max", "--prompts", "{}|a photo of a {}."]).Succeeded();
        var second = NeuronImportanceRanking.Load(folder.At("ranking.safetensors"));
        Assert.StartsWith("cosine-cubed, max pooling, CLIP ", second.Manifest.Settings, StringComparison.Ordinal);
        Assert.EndsWith("prompts {}|a photo of a {}.", second.Manifest.Settings, StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(folder.At("features")).Length);
    }

    [Fact]
    public void Cd_ir_takes_class_names_from_a_file_of_as_many_names_as_classes()
    {
        using var folder = new TemporaryFolder();
        var (own, words, few) = (folder.At("own.safetensors"), folder.At("words.safetensors"), folder.At("few.txt"));
        File.WriteAllLines(folder.At("names.txt"), Enumerable.Range(0, 10).Select(i => $"shoe {i}"));
        File.WriteAllLines(few, ["one", "two"]);
        string[] arguments = ["rank", "--ranking", "cd-ir", "--probe-samples", "100", "--cache", "off"];
        Igml.Run([.. arguments, "--out", own]).Succeeded();
        Igml.Run([.. arguments, "--out", words, "--class-names", folder.At("names.txt")]).Succeeded();
        Assert.NotEqual(NeuronImportanceRanking.Load(own).Scores.ToArray(), NeuronImportanceRanking.Load(words).Scores.ToArray());
        Assert.Contains("class texts", NeuronImportanceRanking.Load(words).Manifest.Settings, StringComparison.Ordinal);

        var refused = Igml.Run([.. arguments, "--out", folder.At("none"), "--class-names", few]).OneLine(ExitCode.UnusableInput);
        Assert.Contains($"{few}: holds 2 class names, and the data set has 10 classes", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Cd_ir_takes_a_clip_from_files()
    {
        using var folder = new TemporaryFolder();
        Run(folder, [
            "--ranking", "cd-ir", "--cache", "off", "--clip", Bundled("mini-clip-fashion-mnist.pt"), "--clip-vocabulary",
            Bundled("mini-clip-merges.txt"),
        ]).Succeeded();

        var manifest = NeuronImportanceRanking.Load(folder.At("ranking.safetensors")).Manifest;
        Assert.Equal(("cd-ir", "layer4", 16), (manifest.Method, manifest.Layer, manifest.NeuronCount));
    }

    [Theory]
    [InlineData("--ranking cd-ir", "--clip: cd-ir needs a CLIP, and none comes with data. Give the file or folder of one")]
    [InlineData("--similarity wpmi", "--similarity: is for cd-ir, which is not among the rankings.")]
    [InlineData("--ranking cd-ir --clip no-such.pt", "no-such.pt: does not exist.")]
    [InlineData("--ranking cd-ir --similarity l2", "--similarity: 'l2' is not known. Choose one of soft-wpmi")]
    [InlineData("--ranking cd-ir --prompts photo", "--prompts: 'photo' has no place for the class name.")]
    [InlineData("--ranking cd-ir --clip BUNDLED", "holds no vocabulary of a CLIP")]
    public void What_cd_ir_cannot_rank_by_is_told_in_one_line(string options, string expected)
    {
        using var folder = new TemporaryFolder();
        var line = Run(folder, options.Replace("BUNDLED", Bundled("mini-clip-fashion-mnist.pt"), StringComparison.Ordinal).Split(' '))
            .OneLine(ExitCode.UnusableInput);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.Empty(folder.FileNames);
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

    private static string Bundled(string file) => Path.Combine(AppContext.BaseDirectory, "datasets", "fashion-mnist", file);

    private IgmlResult Run(TemporaryFolder folder, params string[] more) => Igml.Run(
        ["rank", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--out", folder.At("ranking.safetensors"), .. more]);
}
