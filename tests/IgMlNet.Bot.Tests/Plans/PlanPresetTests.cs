using System.Text.Json;
using IgMlNet.Bot.Experiments;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Tests.Support;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Bot.Tests.Plans;

/// <summary>Every preset at toy size: its own attacks are sound for the model, and it runs under a cheap one.</summary>
[Collection(ToyModelCollection.Name)]
public class PlanPresetTests(ToyModel toy)
{
    public static TheoryData<string> Evaluations => [.. PlanPreset.All.Where(preset => preset.Analysis is null).Select(preset => preset.Id)];

    public static TheoryData<string> Analyses => [.. PlanPreset.All.Where(preset => preset.Analysis is not null).Select(preset => preset.Id)];

    [Theory]
    [MemberData(nameof(Evaluations))]
    public void A_preset_runs_at_toy_size(string id)
    {
        using var folder = new TemporaryFolder();
        var plan = folder.At("plan.json");
        File.WriteAllText(plan, Plan(id, ""));
        Igml.Run("plan", "--check", plan).Succeeded();

        File.WriteAllText(plan, Plan(id, "\"attacks\": [\"fgsm\"],"));
        Igml.Run("evaluate", "--plan", plan, "--threads", "1", "--out", folder.At("report")).Succeeded();
        var report = ReportFile.Read(folder.At("report/report.json"));

        // Without a CLIP there is no CD-IR; the toy's layers have 2, 4, 8 and 16 neurons.
        string[] expected = id switch
        {
            "ablation" => ["rs-1-0.025", "ig-random-16", "ig-random-16-rs", "ig-random-2", "ig-random-2-rs", "ig-lo-ir-2", "ig-lo-ir-2-rs"],
            "k" => ["ig-lo-ir-1-rs", "ig-lo-ir-2-rs", "ig-lo-ir-4-rs", "ig-lo-ir-8-rs", "ig-lo-ir-16-rs"],
            "layer" => ["ig-lo-ir-2-rs-layer1", "ig-lo-ir-2-rs-layer2", "ig-lo-ir-2-rs-layer3", "ig-lo-ir-2-rs-layer4"],
            "sigma" => Each("ig-lo-ir-2-rs-σ=", "0.0063 0.0125 0.025 0.05 0.1"),
            "noise-samples" => Each("ig-lo-ir-2-rs-n=", "1 2 4 8 16"),
            "tau" => Each("ig-lo-ir-2-rs-τ=", "0.0001 0.001 0.01 0.1 1 10"),
            "probe-share" => Each("ig-lo-ir-2-rs-probe=", "0.1 0.25 0.5 1"),
            "steps" or "epsilon" or "classes" => ["ig-lo-ir-2-rs"],
            "claim" => [.. Claim(report)],
            _ => [],
        };
        Assert.Equal(expected, report.Variants.Skip(1).Select(variant => variant.Id));
        Assert.Equal(id == "epsilon" ? 4 : 1, report.Attacks.Length);
    }

    [Theory]
    [MemberData(nameof(Analyses))]
    public void A_preset_that_looks_into_a_model_does_what_the_analysis_does(string id)
    {
        using var folder = new TemporaryFolder();
        var plan = folder.At("plan.json");
        File.WriteAllText(plan, Plan(id, ""));
        Assert.Contains("no evaluation", Igml.Run("plan", "--check", plan).Succeeded().Output, StringComparison.Ordinal);

        Igml.Run("evaluate", "--plan", plan, "--threads", "1", "--out", folder.At("report")).Succeeded();

        var report = ExperimentFile.Read(folder.At($"report/{id}.json"));
        Assert.Equal((id, 4), (report.Id, report.Dataset.Images));
        Assert.NotEmpty(Directory.GetFiles(folder.At("report"), "*.svg"));
        Assert.Contains("Done", Analyze(id, folder.At("report")), StringComparison.Ordinal);
        Assert.DoesNotContain("Done", Analyze(id, folder.At("again")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_analysis_has_no_use_for_is_refused()
    {
        using var folder = new TemporaryFolder();
        var plan = folder.At("plan.json");
        var preset = PlanPreset.All.First(preset => preset.Analysis is not null).Id;
        foreach (var (place, member) in ((string, string)[])[
            ("$.attacks", "\"attacks\": [\"fgsm\"],"),
            ("$.defenses", "\"defenses\": [ { \"k\": \"search\" } ],"),
            ("$.defenses", "\"defenses\": [ { \"kind\": \"rs\" } ],"),
            ("$.defenses", "\"defenses\": [ { \"layers\": \"all\" } ],"),
            ("$.defenses", "\"defenses\": [ { \"probeShares\": 0.5 } ],"),
            ("$.defenses", "\"defenses\": [ { \"smoothing\": \"on\" } ],"),
            ("$.defenses", "\"defenses\": [ { \"tau\": 1 } ],"),
            ("$.defenses", "\"defenses\": [ { \"sigma\": 0.1 } ],"),
            ("$.defenses", "\"defenses\": [ { \"noiseSamples\": 2 } ],"),
            ("$.sweep", "\"sweep\": { \"attacks\": [\"fgsm\"], \"epsilons\": [0.1] },")])
        {
            File.WriteAllText(plan, Plan(preset, member));
            foreach (string[] command in (string[][])[["plan", "--check", plan], ["evaluate", "--plan", plan, "--out", folder.At("report")]])
                Assert.Contains($"({place}): {preset} ", Igml.Run(command).OneLine(ExitCode.UnusableInput), StringComparison.Ordinal);
        }

        File.WriteAllText(plan, Plan(preset, ""));
        Assert.Contains(
            "not cut into shards",
            Igml.Run("evaluate", "--plan", plan, "--shard", "1/2", "--out", folder.At("report")).OneLine(ExitCode.UnusableInput),
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("report")));
    }

    [Fact]
    public void Every_evaluated_experiment_has_a_preset_of_its_own()
    {
        Assert.Distinct(PlanPreset.All.Select(preset => preset.Id));
        Assert.Subset(PlanPreset.All.ToHashSet(), EvaluatedExperiment.All.Select(experiment => experiment.Preset).ToHashSet());
        Assert.Distinct(EvaluatedExperiment.All.Select(experiment => experiment.Preset));
    }

    /// <summary>The claim's variants, with the k that was found for each ranking; random masks have that of LO-IR.</summary>
    private static IEnumerable<string> Claim(RobustnessReport report)
    {
        var (signed, absolute) = (Kept("lo-ir"), Kept("lo-ir-absolute"));
        return
        [
            $"ig-random-{signed}", $"ig-random-{signed}-rs", $"ig-lo-ir-{signed}", $"ig-lo-ir-{signed}-rs",
            $"ig-lo-ir-absolute-{absolute}", $"ig-lo-ir-absolute-{absolute}-rs", "hd-20", "sodef", "caaa-2-0.15", "rs-1-0.025",
        ];

        string Kept(string ranking) =>
            FormattableString.Invariant($"{report.Variants.First(variant => variant.Ranking == ranking).NeuronsKept}");
    }

    private static string[] Each(string start, string ends) => [.. ends.Split(' ').Select(end => start + end)];

    private string Analyze(string id, string folder) => Igml.Run(
        "analyze", id, "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--epsilon", "0.05", "--samples", "4", "--draws", "2",
        "--threads", "1", "--out", folder).Succeeded().Output;

    private string Plan(string preset, string members) => $$"""
        {
          "schemaVersion": 1,
          "dataset": {{JsonSerializer.Serialize(toy.Data)}},
          "models": [ { "checkpoint": {{JsonSerializer.Serialize(toy.Checkpoint)}} } ],
          "epsilon": 0.05,
          "samples": 4,
          "draws": 2,
          {{members}}
          "preset": "{{preset}}"
        }
        """;
}
