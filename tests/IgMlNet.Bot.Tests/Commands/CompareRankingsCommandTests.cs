using IgMlNet.Bot.Tests.Support;

namespace IgMlNet.Bot.Tests.Commands;

[Collection(ToyModelCollection.Name)]
public class CompareRankingsCommandTests(ToyModel toy)
{
    private static readonly byte[] PngStart = [0x89, (byte)'P', (byte)'N', (byte)'G'];

    [Fact]
    public void Compare_tells_overlap_correlation_and_clean_accuracy_by_k_and_draws_them()
    {
        using var folder = new TemporaryFolder();
        var (one, other) = (Rank(folder, "lo-ir"), Rank(folder, "random"));

        var output = Run(folder, one, other, "--k", "4").Succeeded().Output;

        Assert.Equal(["comparison.md", "comparison.png", "comparison.svg", "lo-ir.safetensors", "random.safetensors"], folder.FileNames);
        var markdown = File.ReadAllText(folder.At("comparison.md"));
        foreach (var text in new[] { "LO-IR and Random on layer4 of toy.safetensors", "top-4 neurons in common", "by chance", "25.0 %" })
        {
            Assert.Contains(text, output, StringComparison.Ordinal);
            Assert.Contains(text, markdown, StringComparison.Ordinal);
        }

        Assert.Contains("| k | LO-IR | Random |", markdown, StringComparison.Ordinal);
        Assert.Contains("| 16 | ", markdown, StringComparison.Ordinal);
        Assert.Contains("`igml rank compare lo-ir.safetensors random.safetensors --dataset data", markdown, StringComparison.Ordinal);
        Assert.Contains("![Agreement of LO-IR and Random, and clean accuracy by k](<comparison.svg>)", markdown, StringComparison.Ordinal);
        Assert.Contains("</svg>", File.ReadAllText(folder.At("comparison.svg")), StringComparison.Ordinal);
        Assert.Equal(PngStart, File.ReadAllBytes(folder.At("comparison.png"))[..4]);
    }

    [Fact]
    public void A_ranking_agrees_with_itself_in_everything()
    {
        using var folder = new TemporaryFolder();
        var one = Rank(folder, "lo-ir");

        Run(folder, one, one).Succeeded();

        var rows = File.ReadAllLines(folder.At("comparison.md"));
        Assert.Contains("| mean | 100.0 % | +1.00 |", rows);
    }

    [Theory]
    [InlineData("rank compare", "Required argument 'A' missing")]
    [InlineData("rank compare A no-such", "no-such: does not exist.")]
    [InlineData("rank compare A B --k 17", "--k: 17 is more than the 16 neurons of layer4.")]
    [InlineData("rank compare A C", "ranks 8 neurons of layer3 for 10 classes, not the 16 of layer4 for 10.")]
    [InlineData("rank compar A B", "'compar' is not a command here. Did you mean compare?")]
    public void What_cannot_be_compared_is_told_in_one_line(string commandLine, string expected)
    {
        using var folder = new TemporaryFolder();
        var files = new Dictionary<string, string>
        {
            ["A"] = Rank(folder, "lo-ir"),
            ["B"] = Rank(folder, "random"),
            ["C"] = Rank(folder, "lo-ir-absolute", "--layer", "layer3"),
        };
        var words = commandLine.Split(' ').Select(word => files.GetValueOrDefault(word, word));
        string[] options = commandLine.Contains(" A ", StringComparison.Ordinal) && !commandLine.Contains("compar ", StringComparison.Ordinal)
            ? ["--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--out", folder.At("out")]
            : [];

        Assert.Contains(expected, Igml.Run([.. words, .. options]).OneLine(ExitCode.UnusableInput), StringComparison.Ordinal);
    }

    private string Rank(TemporaryFolder folder, string method, params string[] more)
    {
        var file = folder.At(method + ".safetensors");
        Igml.Run([
            "rank", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--ranking", method, "--out", file, .. more,
        ]).Succeeded();
        return file;
    }

    private IgmlResult Run(TemporaryFolder folder, string one, string other, params string[] more) => Igml.Run([
        "rank", "compare", one, other, "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--out", folder.Path, .. more,
    ]);
}
