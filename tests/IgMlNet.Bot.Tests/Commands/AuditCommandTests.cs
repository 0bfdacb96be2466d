using IgMlNet.Bot.Tests.Support;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Bot.Tests.Commands;

[Collection(ToyModelCollection.Name)]
public class AuditCommandTests(ToyModel toy)
{
    [Fact]
    public void A_claim_that_was_computed_passes_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        var plan = Claim(folder);

        var output = Audit(folder, plan).Succeeded().Output;

        Assert.Contains("The claim passes: every drawn block is equal, byte for byte.", output, StringComparison.Ordinal);
        Assert.Equal(3, output.Split('\n').Count(line => line.StartsWith("Block ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_claim_whose_verdicts_were_forged_is_refuted_though_its_lines_are_sound()
    {
        using var folder = new TemporaryFolder();
        var plan = Claim(folder);
        var path = Assert.Single(Directory.GetFiles(folder.At("shards")));
        var honest = JournalContent.Read(path);
        File.Delete(path);
        using (var journal = ShardJournal.Open(path, honest.Work, honest.Shard, honest.Machines.First()))
        {
            foreach (var block in honest.Blocks)
            {
                journal.Append(block with
                {
                    Outcomes = [.. block.Outcomes.Select(outcome => outcome with
                    {
                        Verdicts = VerdictBits.Pack([.. Enumerable.Range(0, outcome.Draws).Select(_ => Enumerable.Repeat(true, outcome.Verdicts.Images).ToArray())]),
                    })],
                });
            }
        }

        var refuted = Audit(folder, plan);

        Assert.Equal(ExitCode.UnusableInput, refuted.ExitCode);
        Assert.Contains("The claim is refuted", refuted.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_by_another_plan_is_refused()
    {
        using var folder = new TemporaryFolder();
        Claim(folder);
        var other = Plan(folder, "other.json", "--seed", "5");
        Assert.Contains("is of another plan than the trusted plan", Audit(folder, other).Error, StringComparison.Ordinal);
        Assert.Contains("does not exist", Igml.Run("audit", "--plan", other, "--from", folder.At("none"), "--device", "cpu").Error, StringComparison.Ordinal);
    }

    private string Claim(TemporaryFolder folder)
    {
        var plan = Plan(folder, "plan.json");
        Igml.Run("evaluate", "--plan", plan, "--shard", "1/1", "--out", folder.At("shards"), "--device", "cpu", "--threads", "1").Succeeded();
        return plan;
    }

    private string Plan(TemporaryFolder folder, string name, params string[] more)
    {
        Igml.Run(
        [
            "plan", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--epsilon", "0.1", "--samples", "20", "--batch-size", "4",
            "--attacks", "fgsm,pgd-3", "--out", folder.At(name), .. more,
        ]).Succeeded();
        return folder.At(name);
    }

    private static IgmlResult Audit(TemporaryFolder folder, string plan) =>
        Igml.Run("audit", "--plan", plan, "--from", folder.At("shards"), "--device", "cpu", "--threads", "1");
}
