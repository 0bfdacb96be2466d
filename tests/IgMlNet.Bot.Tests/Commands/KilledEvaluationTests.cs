using IgMlNet.Bot.Tests.Support;

namespace IgMlNet.Bot.Tests.Commands;

/// <summary>Evaluations that are killed, as by a machine that is switched off, and go on.</summary>
[Collection(ToyModelCollection.Name)]
public class KilledEvaluationTests(ToyModel toy)
{
    private const int Kills = 30;
    private const int Shards = 2;

    [Fact]
    public void Killed_thirty_times_at_random_points_it_ends_with_the_bytes_of_an_uninterrupted_run()
    {
        using var folder = new TemporaryFolder();
        var plan = Plan(folder);
        Igml.Run("evaluate", "--plan", plan, "--out", folder.At("whole"), "--threads", "1", "--device", "cpu").Succeeded();
        var expected = File.ReadAllBytes(folder.At("whole/report.json"));

        var random = new Random(20240925);
        var (killed, merged, torn) = (0, 0, 0);
        while (killed < Kills || merged == 0)
        {
            var shards = folder.At($"shards-{merged}");
            var open = Enumerable.Range(1, Shards).ToList();
            while (open.Count > 0)
            {
                // Shards are worked on out of order, and each is taken up again by a process of its own.
                var shard = open[random.Next(open.Count)];
                using var process = IgmlProcess.Start(
                    folder.Path, Environment(), "evaluate", "--plan", plan, "--shard", $"{shard}/{Shards}", "--out", shards,
                    "--threads", "1", "--device", "cpu");
                if (killed < Kills && process.KillAfter(TimeSpan.FromMilliseconds(random.Next(300, 1500))))
                {
                    killed++;
                    torn += EndsWithin(Path.Combine(shards, $"shard-{shard}-of-{Shards}.journal")) ? 1 : 0;
                    continue;
                }

                process.Finish().Succeeded();
                open.Remove(shard);
            }

            Igml.Run("merge", "--from", shards, "--out", folder.At($"merged-{merged}")).Succeeded();
            Assert.Equal(expected, File.ReadAllBytes(folder.At($"merged-{merged}/report.json")));
            merged++;
        }

        TestContext.Current.SendDiagnosticMessage($"{killed} kills, {merged} merges, {torn} journals cut within a line");
    }

    [Theory]
    [InlineData("killed")]
    [InlineData("damaged")]
    [InlineData("missing")]
    [InlineData("doubled")]
    public void A_shard_that_is_not_whole_is_refused_by_name(string how)
    {
        using var folder = new TemporaryFolder();
        var plan = Plan(folder);
        foreach (var shard in new[] { 3, 1, 2 })
        {
            Igml.Run(
                "evaluate", "--plan", plan, "--shard", $"{shard}/3", "--out", folder.At("shards"), "--threads", "1", "--device", "cpu")
                .Succeeded();
        }

        var second = folder.At("shards/shard-2-of-3.journal");
        var bytes = File.ReadAllBytes(second);
        switch (how)
        {
            case "killed":
                File.WriteAllBytes(second, bytes[..^5]);
                break;
            case "damaged":
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(second, bytes);
                break;
            case "missing":
                File.Delete(second);
                break;
            default:
                File.Copy(second, folder.At("shards/again.journal"));
                break;
        }

        var result = Igml.Run("merge", "--from", folder.At("shards"), "--out", folder.At("report"));
        var line = result.OneLine(how is "killed" or "missing" ? ExitCode.Incomplete : ExitCode.UnusableInput);
        Assert.Contains(
            how switch
            {
                "killed" => "incomplete: 2 of 3 shards: shard 2 is unfinished",
                "damaged" => "shard-2-of-3.journal (line ",
                "missing" => "incomplete: 2 of 3 shards: shard 2 is missing",
                _ => "overlaps with",
            },
            line,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("report")));
    }

    /// <summary>A plan of twenty blocks, each of which takes a tenth of a second or so.</summary>
    private string Plan(TemporaryFolder folder)
    {
        var path = folder.At("plan.json");
        Igml.Run(
            "plan", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--epsilon", "0.05", "--samples", "40", "--batch-size", "2",
            "--draws", "2", "--attacks", "fgsm,pgd-10,square-50", "--out", path).Succeeded();
        return path;
    }

    private static Dictionary<string, string> Environment() => new() { ["GOMP_SPINCOUNT"] = "0" };

    private static bool EndsWithin(string journal) =>
        File.Exists(journal) && new FileInfo(journal).Length > 0 && File.ReadAllBytes(journal)[^1] != '\n';
}
