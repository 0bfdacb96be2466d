using IgMlNet.Bot.Tests.Support;
using IgMlNet.Reporting.Leaderboards.Breaks;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Bot.Tests.Commands;

[Collection(ToyModelCollection.Name)]
public class JudgeCommandTests(ToyModel toy)
{
    [Fact]
    public void What_an_attack_broke_is_confirmed_and_kept_with_credit()
    {
        using var folder = new TemporaryFolder();
        Attack(folder);
        var broken = File.ReadLines(folder.At("adversarial/images.csv")).Skip(1).Count(row => row.Split(',')[4] == "0");

        var output = Judge(folder, "--by", "octocat", "--leaderboard", folder.At("board")).Succeeded().Output;

        Assert.Contains($"20 images: {broken} broken, {20 - broken} withstood, 0 outside Linf", output, StringComparison.Ordinal);
        Assert.Contains("No row of the leaderboard", output, StringComparison.Ordinal);
        var proof = ProofOfBreakFile.Read(Assert.Single(Directory.GetFiles(folder.At("board/breaks"))));
        Assert.Equal(("octocat", broken, 20), (proof.By, proof.Broken.Length, proof.Images.Count));
    }

    [Fact]
    public void Without_credit_nothing_is_written_and_a_submission_that_breaks_nothing_fails()
    {
        using var folder = new TemporaryFolder();
        Attack(folder);
        Judge(folder).Succeeded();
        Assert.False(Directory.Exists(folder.At("board")));
        var images = NpyFile.Read(folder.At("adversarial/adversarial.npy"));
        NpyFile.Write(folder.At("adversarial/adversarial.npy"), CheckpointTensor.FromValues("x", [.. images.ToFloat32Array().Select(pixel => pixel > 0.5f ? 0f : 1f)], 20, 1, 8, 8));
        Assert.Contains("breaks no image", Judge(folder).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_defended_variant_is_named_by_its_identifier()
    {
        using var folder = new TemporaryFolder();
        Attack(folder);
        var refused = Judge(folder, "--variant", "nonsense", "--ranking", "lo-ir", "--k", "4", "--smoothing", "off");
        Assert.Contains("'nonsense' is not a variant of the plan. Choose one of base, ig-lo-ir-4", refused.Error, StringComparison.Ordinal);
        Judge(folder, "--variant", "ig-lo-ir-4", "--ranking", "lo-ir", "--k", "4", "--smoothing", "off");
    }

    private void Attack(TemporaryFolder folder) => Igml.Run([.. Common("attack"), "--attack", "apgd-ce-5", "--out", folder.At("adversarial")]).Succeeded();

    private IgmlResult Judge(TemporaryFolder folder, params string[] more) => Igml.Run([.. Common("judge"), "--from", folder.At("adversarial"), .. more]);

    private string[] Common(string command) =>
    [
        command, "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--device", "cpu", "--threads", "1", "--epsilon", "0.1", "--samples", "20",
    ];
}
