using IgMlNet.Bot.Tests.Support;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Results.Timings;

namespace IgMlNet.Bot.Tests.Commands;

[Collection(ToyModelCollection.Name)]
public class ShardTests(ToyModel toy)
{
    [Fact]
    public void Any_number_of_shards_gives_the_files_of_an_evaluation_in_one_go()
    {
        using var folder = new TemporaryFolder();
        var plan = Plan(folder, "--attacks", "fgsm,pgd-3", "--smoothing", "on");
        Evaluate(plan, folder.At("whole")).Succeeded();
        var whole = folder.At("whole/report.json");
        Assert.Equal("igml evaluate --plan plan.json", ReportFile.Read(whole).Provenance.Command);
        foreach (var count in new[] { 1, 2, 3, 7 })
        {
            var shards = folder.At($"shards-{count}");
            foreach (var shard in Enumerable.Range(1, count).Reverse())
                Evaluate(plan, shards, "--shard", $"{shard}/{count}").Succeeded();
            Igml.Run("merge", "--from", shards, "--out", folder.At($"merged-{count}")).Succeeded();
            Assert.Equal(File.ReadAllBytes(whole), File.ReadAllBytes(folder.At($"merged-{count}/report.json")));
            foreach (var file in Directory.EnumerateFiles(folder.At($"merged-{count}")).Where(file => !file.EndsWith("timings.json", StringComparison.Ordinal)))
                Assert.Equal(File.ReadAllBytes(folder.At($"merged-1/{Path.GetFileName(file)}")), File.ReadAllBytes(file));
            Assert.Equal(count, TimingsFile.Read(folder.At($"merged-{count}/timings.json")).Runs.Length);
        }
    }

    [Fact]
    public void Several_models_have_a_report_each()
    {
        using var folder = new TemporaryFolder();
        var plan = folder.At("plan.json");
        File.WriteAllText(plan, $$"""
            {
              "schemaVersion": 1,
              "dataset": {{System.Text.Json.JsonSerializer.Serialize(toy.Data)}},
              "samples": 12,
              "epsilon": 0.05,
              "models": [
                { "checkpoint": {{System.Text.Json.JsonSerializer.Serialize(toy.Checkpoint)}} },
                { "checkpoint": {{System.Text.Json.JsonSerializer.Serialize(toy.Checkpoint)}}, "layer": "layer3" }
              ],
              "defenses": [ { "rankings": ["lo-ir"], "k": [2, 3], "tau": [0.01, 0.1], "smoothing": "off" } ],
              "attacks": ["pgd-2"],
              "sweep": { "attacks": ["pgd-2"], "epsilons": ["0.02", "0.2"] },
              "batchSize": 5
            }
            """);
        Evaluate(plan, folder.At("shards"), "--shard", "2/2").Succeeded();
        Evaluate(plan, folder.At("shards"), "--shard", "1/2").Succeeded();
        Igml.Run("merge", "--from", folder.At("shards"), "--out", folder.At("report")).Succeeded();
        var reports = Enumerable.Range(1, 2).Select(model => ReportFile.Read(folder.At($"report/model-{model}/report.json"))).ToList();
        Assert.Equal(["layer4", "layer3"], reports.Select(report => report.Variants[1].Layer));
        Assert.Equal(
            ["base", "ig-lo-ir-2-τ=0.01", "ig-lo-ir-2-τ=0.1", "ig-lo-ir-3-τ=0.01", "ig-lo-ir-3-τ=0.1"],
            reports[0].Variants.Select(variant => variant.Id));
        Assert.Equal(["pgd-2", "pgd-2@0.02", "pgd-2@51/255"], reports[0].Attacks.Select(attack => attack.Id));
        Assert.All(reports[0].Outcomes.Where(outcome => outcome.AttackId == "pgd-2@0.02"), outcome => Assert.InRange(outcome.LargestDistance, 0, 0.0200001));
    }

    [Fact]
    public void Images_that_cheaper_attacks_leave_give_the_same_worst_case_for_less()
    {
        using var folder = new TemporaryFolder();
        string[] rest = ["--ranking", "lo-ir", "--smoothing", "off", "--attacks", "apgd-ce-10,pgd-3,fgsm"];
        Evaluate(Plan(folder, rest), folder.At("all")).Succeeded();
        Evaluate(Plan(folder, [.. rest, "--attack-on", "survivors"]), folder.At("survivors")).Succeeded();
        var (all, survivors) = (ReportFile.Read(folder.At("all/report.json")), ReportFile.Read(folder.At("survivors/report.json")));
        Assert.Equal(AttackedImages.Survivors, survivors.AttackedImages);
        Assert.Equal(["apgd-ce-10", "pgd-3", "fgsm"], survivors.Attacks.Select(attack => attack.Id));
        foreach (var variant in all.Variants)
        {
            var (cheap, dear) = (survivors.OutcomeOf(variant.Id, "pgd-3"), survivors.OutcomeOf(variant.Id, "apgd-ce-10"));
            Assert.True(dear.Verdicts.Correct <= cheap.Verdicts.Correct);
            Assert.True(dear.GradientPasses < all.OutcomeOf(variant.Id, "apgd-ce-10").GradientPasses);
            Assert.Equal(
                Reporting.Views.ImageWiseWorstCase.FromReport(all, variant.Id).Verdicts.CorrectDraws,
                Reporting.Views.ImageWiseWorstCase.FromReport(survivors, variant.Id).Verdicts.CorrectDraws);
        }
    }

    [Fact]
    public async Task Interrupted_it_says_what_is_kept_and_goes_on()
    {
        using var folder = new TemporaryFolder();
        var plan = Plan(folder, "--attacks", "pgd-300");
        using var interruption = new CancellationTokenSource();
        var journal = folder.At("shards/shard-1-of-1.journal");
        var watch = Task.Run(async () =>
        {
            // It grows once or twice by the line that says what the work is, and then by block after block.
            for (var (last, growths) = (0L, 0); !interruption.IsCancellationRequested;)
            {
                var length = File.Exists(journal) ? new FileInfo(journal).Length : 0;
                growths += length > last ? 1 : 0;
                last = length;
                if (growths > 3)
                    await interruption.CancelAsync();
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }
        }, TestContext.Current.CancellationToken);
        var line = Igml.Run(interruption.Token, Arguments(plan, folder.At("shards"), "--shard", "1/1")).OneLine(ExitCode.Interrupted);
        await watch;
        Assert.Contains("of 8 blocks are kept in", line, StringComparison.Ordinal);
        Evaluate(plan, folder.At("shards"), "--shard", "1/1").Succeeded();
        Igml.Run("merge", "--from", folder.At("shards"), "--out", folder.At("report")).Succeeded();
    }

    [Fact]
    public void A_journal_of_another_plan_is_not_gone_on_with()
    {
        using var folder = new TemporaryFolder();
        Evaluate(Plan(folder, "--attacks", "fgsm"), folder.At("shards"), "--shard", "1/2").Succeeded();
        var line = Evaluate(Plan(folder, "--attacks", "pgd-2"), folder.At("shards"), "--shard", "1/2").OneLine(ExitCode.UnusableInput);
        Assert.Contains("is the journal of another evaluation: its plan is", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_the_plan_decides_are_refused()
    {
        using var folder = new TemporaryFolder();
        var line = Evaluate(Plan(folder), folder.At("out"), "--samples", "3").OneLine(ExitCode.UnusableInput);
        Assert.Contains("--samples: is decided by the plan", line, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_told_of_the_plan_s_member()
    {
        using var folder = new TemporaryFolder();
        var plan = folder.At("plan.json");
        File.WriteAllText(plan, """{ "schemaVersion": 1, "dataset": "fashion-mnist", "samples": 100000, "attacks": ["fgsm"] }""");
        var line = Evaluate(plan, folder.At("out")).OneLine(ExitCode.UnusableInput);
        Assert.Contains("plan.json ($.samples): ", line, StringComparison.Ordinal);
        Assert.Contains("by \"dataset\"", line, StringComparison.Ordinal);
    }

    private static string[] Arguments(string plan, string folder, params string[] more) =>
        ["evaluate", "--plan", plan, "--out", folder, "--threads", "1", "--device", "cpu", .. more];

    private static IgmlResult Evaluate(string plan, string folder, params string[] more) => Igml.Run(Arguments(plan, folder, more));

    private string Plan(TemporaryFolder folder, params string[] more)
    {
        var path = folder.At("plan.json");
        Igml.Run([
            "plan", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--epsilon", "0.05", "--samples", "40", "--batch-size", "5",
            "--draws", "2", "--out", path, .. more,
        ]).Succeeded();
        return path;
    }
}
