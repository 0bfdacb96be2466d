using IgMlNet.Bot.Tests.Support;
using IgMlNet.Robustness.Images;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Bot.Tests.Commands;

[Collection(ToyModelCollection.Name)]
public class AttackCommandTests(ToyModel toy)
{
    private const double Epsilon = 0.1;

    [Fact]
    public void Attack_keeps_adversarial_images_within_the_budget_and_tells_what_became_of_each()
    {
        using var folder = new TemporaryFolder();
        var output = Run(folder, "--attack", "apgd-ce-5", "--batch-size", "8").Succeeded().Output;

        var adversarial = NpyFile.Read(folder.At("adversarial/adversarial.npy"));
        var labels = NpyFile.Read(folder.At("adversarial/labels.npy")).ToInt64Array();
        var rows = File.ReadAllLines(folder.At("adversarial/images.csv"));
        Assert.Equal([20, 1, 8, 8], adversarial.Shape);
        Assert.Equal("index,label,class,clean_accuracy,robust_accuracy,distance,queries,gradients,found_by", rows[0]);
        Assert.Equal(20, rows.Length - 1);
        Assert.All(rows.Skip(1).Index(), row =>
        {
            var cells = row.Item.Split(',');
            Assert.Equal((row.Index, labels[row.Index]), (int.Parse(cells[0], null), long.Parse(cells[1], null)));
            Assert.InRange(double.Parse(cells[5], System.Globalization.CultureInfo.InvariantCulture), 0, Epsilon + 1e-6);
            Assert.InRange(int.Parse(cells[7], null), 1, 6);
        });
        Assert.All(adversarial.ToFloat32Array(), value => Assert.InRange(value, 0, 1));
        var broken = rows.Skip(1).Count(row => row.Split(',')[4] == "0");
        Assert.Contains("APGD-CE-5", output, StringComparison.Ordinal);
        Assert.InRange(broken, 1, 20);
    }

    [Fact]
    public void The_overview_shows_images_above_their_perturbations_and_what_became_of_them()
    {
        using var folder = new TemporaryFolder();
        Run(folder, "--attack", "fgsm", "--png", "20").Succeeded();

        using var overview = ImageFile.Open(folder.At("adversarial/overview.png"));
        using var picture = ImageFile.Open(folder.At("adversarial/png/00019.png"));
        Assert.Equal((98, 28), (overview.Width, overview.Height));
        Assert.Equal((8, 8), (picture.Width, picture.Height));
    }

    [Fact]
    public void A_saved_ranking_defends_the_model_that_is_attacked()
    {
        using var folder = new TemporaryFolder();
        Igml.Run("rank", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--out", folder.At("r.safetensors")).Succeeded();
        var output = Run(folder, "--attack", "fgsm", "--ranking-file", folder.At("r.safetensors"), "--k", "4", "--sigma", "0.05")
            .Succeeded().Output;
        Assert.Contains("k = 4 of 16", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--defenses caaa", "anti-adversary")]
    [InlineData("--defenses hd", "Hedge Defense: 20 steps")]
    [InlineData("--defenses rs --sigma 0.03", "0.03")]
    [InlineData("--k 3", "k = 3 of 16")]
    [InlineData("--ranking random --tau 0.5 --sigma 0.05", "Random")]
    public void Every_defense_can_be_attacked(string options, string expected)
    {
        using var folder = new TemporaryFolder();
        var output = Run(folder, ["--attack", "fgsm", .. options.Split(' ')]).Succeeded().Output;
        Assert.Contains(expected, output, StringComparison.OrdinalIgnoreCase);
        Assert.True(File.Exists(folder.At("adversarial/images.csv")));
    }

    [Theory]
    [InlineData("--attack nonsense", "--attack: 'nonsense' is not known")]
    [InlineData("--attack rays-5 --norm L2 --epsilon 1", "--attack: RayS-5 is defined for Linf, not for L2")]
    [InlineData("--defenses caaa --k 4", "--k: is for the Interpretability-Guided Defense. Add ig to --defenses, or leave it out.")]
    [InlineData("--defenses hd,caaa", "--defenses: makes 2 variants, and one is attacked: hd-20, caaa-2-0.15")]
    [InlineData("--k 2,3", "--defenses: makes 2 variants, and one is attacked: ig-lo-ir-2, ig-lo-ir-3")]
    [InlineData("--samples 1000", "--samples: ")]
    public void What_makes_no_sense_is_told_in_one_line(string options, string expected)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(expected, Run(folder, options.Split(' ')).OneLine(2), StringComparison.Ordinal);
    }

    private IgmlResult Run(TemporaryFolder folder, params string[] more)
    {
        string[] epsilon = more.Contains("--epsilon") ? [] : ["--epsilon", "0.1"];
        string[] samples = more.Contains("--samples") ? [] : ["--samples", "20"];
        return Igml.Run(
        [
            "attack", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--device", "cpu", "--threads", "1", "--out",
            folder.At("adversarial"), .. epsilon, .. samples, .. more,
        ]);
    }
}
