using System.Text.RegularExpressions;
using IgMlNet.Bot.Tests.Support;

namespace IgMlNet.Bot.Tests.Commands;

[Collection(ToyModelCollection.Name)]
public class ChooseKCommandTests(ToyModel toy)
{
    [Fact]
    public void Choose_k_searches_by_bisection_and_draws_clean_accuracy()
    {
        using var folder = new TemporaryFolder();

        var output = Run(folder, "--tolerance", "0.05").Succeeded().Output;

        Assert.Equal(["choose-k.md", "choose-k.png", "choose-k.svg"], folder.FileNames);
        var markdown = File.ReadAllText(folder.At("choose-k.md"));
        Assert.Contains("of which 5 points may be lost", output, StringComparison.Ordinal);
        Assert.Contains("| 1 | 8 | ", markdown, StringComparison.Ordinal);
        var k = Regex.Match(output, @"^k = (\d+): clean accuracy", RegexOptions.Multiline).Groups[1].Value;
        Assert.InRange(int.Parse(k, System.Globalization.CultureInfo.InvariantCulture), 1, 16);
        Assert.Contains($"**k = {k}: clean accuracy", markdown, StringComparison.Ordinal);
        Assert.Contains("k = " + k, File.ReadAllText(folder.At("choose-k.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_found_is_what_an_evaluation_that_searches_uses()
    {
        using var folder = new TemporaryFolder();
        var file = folder.At("ranking.safetensors");
        Igml.Run("rank", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--out", file).Succeeded();

        var chosen = Run(folder, "--ranking-file", file).Succeeded().Output;
        var evaluated = Igml.Run(
            "evaluate", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--epsilon", "0.05", "--samples", "10", "--ranking",
            "lo-ir", "--k", "search", "--smoothing", "off", "--attacks", "fgsm", "--out", folder.At("report")).Succeeded().Output;

        var k = Regex.Match(chosen, @"^k = (\d+):", RegexOptions.Multiline).Groups[1].Value;
        Assert.Contains($"layer4: {k} of 16 neurons kept", evaluated, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tolerance 1", "--tolerance: '1' is not below 1.")]
    [InlineData("--ranking-file no-such", "no-such: does not exist.")]
    [InlineData("--ranking cd-ir", "--clip: cd-ir needs a CLIP, and none comes with data.")]
    public void What_cannot_be_searched_is_told_in_one_line(string options, string expected)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(expected, Run(folder, options.Split(' ')).OneLine(ExitCode.UnusableInput), StringComparison.Ordinal);
        Assert.Empty(folder.FileNames);
    }

    private IgmlResult Run(TemporaryFolder folder, params string[] more) => Igml.Run(
        ["rank", "choose-k", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--out", folder.Path, .. more]);
}
