using System.Xml.Linq;
using IgMlNet.Bot.Experiments;
using IgMlNet.Bot.Tests.Support;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Robustness.Experiments;

namespace IgMlNet.Bot.Tests.Experiments;

/// <summary>All experiments on the bundled model at toy size, and what becomes of wrong or interrupted ones.</summary>
[Collection(ToyModelCollection.Name)]
public class AnalyzeCommandTests
{
    private static readonly string[] Toy =
    [
        "--samples", "10", "--probe-samples", "100", "--batch-size", "10", "--draws", "2", "--attacks", "fgsm", "--steps", "2",
        "--threads", "2", "--device", "cpu", "--layer", "layer4",
    ];

    private static IEnumerable<string> Ids => [.. ModelExperiment.All.Select(one => one.Id), .. EvaluatedExperiment.All.Select(one => one.Id)];

    [Fact]
    public void Every_experiment_runs_on_the_bundled_model_and_leaves_data_documents_and_plots()
    {
        using var folder = new TemporaryFolder();
        Igml.Run(["analyze", "all", .. Toy, "--out", folder.At("a")]).Succeeded();
        var all = File.ReadAllText(folder.At("a/analysis.md"));
        foreach (var id in Ids)
        {
            var report = ExperimentFile.Read(folder.At($"a/{id}.json"));
            SchemaFile.Fits("analysis-1.schema.json", File.ReadAllText(folder.At($"a/{id}.json")));
            Assert.StartsWith(
                $"# {report.Title}", File.ReadAllText(folder.At($"a/{id}.md")).Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains($"## {report.Title}", all.Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains(report.Provenance.Command, all, StringComparison.Ordinal);
            foreach (var table in report.Tables.Where(table => table.Form != ExperimentForm.Table))
                Assert.Equal("svg", XDocument.Load(folder.At($"a/{id}-{table.Id}.svg")).Root!.Name.LocalName);
        }

        // What is done is not done again, and gives the same document.
        var again = Igml.Run(["analyze", "all", .. Toy, "--out", folder.At("a")]).Succeeded();
        Assert.All(Ids, id => Assert.Contains($"Done     {id}, says", again.Output, StringComparison.Ordinal));
        Assert.Equal(all, File.ReadAllText(folder.At("a/analysis.md")));

        var k = ExperimentFile.Read(folder.At("a/k.json"));
        Assert.Equal(["base model", "LO-IR + RS", "CD-IR + RS"], k.Tables[0].Columns);
        Assert.Equal("64", k.Tables[0].Rows[^1].Key);
        Assert.Equal(["clean", "fgsm", "robust"], k.Tables.Select(table => table.Id));
        var layer = ExperimentFile.Read(folder.At("a/layer.json"));
        Assert.Equal(["layer1", "layer2", "layer3", "layer4"], layer.Tables[0].Rows.Select(row => row.Key));
        var ablation = ExperimentFile.Read(folder.At("a/ablation.json")).Tables.Single();
        Assert.Equal(
            [
                "1, none", "1, none + RS", "2, none", "2, none + RS", "2, Random-6", "2, Random-6 + RS", "2, LO-IR-6", "2, LO-IR-6 + RS",
                "2, CD-IR-6", "2, CD-IR-6 + RS",
            ],
            ablation.Rows.Select(row => row.Key));

        // The second pass without a mask is the first pass once more.
        Assert.Equal(ablation.Rows[0].Values, ablation.Rows[2].Values);
    }

    [Fact]
    public void An_experiment_of_which_shards_were_merged_is_made_of_them()
    {
        using var folder = new TemporaryFolder();
        string[] options = ["--samples", "10", "--probe-samples", "100", "--batch-size", "5", "--draws", "2", "--attacks", "fgsm"];
        Igml.Run(["plan", "--preset", "classes", .. options, "--out", folder.At("plan.json")]).Succeeded();
        foreach (var shard in new[] { "1/2", "2/2" })
            Igml.Run("evaluate", "--plan", folder.At("plan.json"), "--shard", shard, "--threads", "2", "--out", folder.At("shards")).Succeeded();
        Igml.Run("merge", "--from", folder.At("shards"), "--out", folder.At("a/classes")).Succeeded();
        var merged = File.GetLastWriteTimeUtc(folder.At("a/classes/report.json"));

        var made = Igml.Run(["analyze", "classes", .. options, "--threads", "2", "--out", folder.At("a")]).Succeeded();
        Assert.Equal(merged, File.GetLastWriteTimeUtc(folder.At("a/classes/report.json")));
        Assert.DoesNotContain("Expected", made.Output, StringComparison.Ordinal);
        Assert.Equal(3, ExperimentFile.Read(folder.At("a/classes.json")).Tables[0].Rows.Length);

        // Other options are another plan, which is evaluated.
        Igml.Run(["analyze", "classes", .. options, "--seed", "5", "--threads", "2", "--out", folder.At("a")]).Succeeded();
        Assert.NotEqual(merged, File.GetLastWriteTimeUtc(folder.At("a/classes/report.json")));
    }

    [Fact]
    public void An_unknown_experiment_is_refused_with_those_there_are()
    {
        using var folder = new TemporaryFolder();
        var line = Igml.Run("analyze", "everything", "--out", folder.At("a")).OneLine(ExitCode.UnusableInput);
        Assert.All(Ids, id => Assert.Contains(id, line, StringComparison.Ordinal));
        Assert.False(Directory.Exists(folder.At("a")));
    }

    [Fact]
    public void All_experiments_have_names_of_their_own() => Assert.Distinct(Ids);

    [Fact]
    public void Interrupted_it_keeps_what_is_done()
    {
        using var folder = new TemporaryFolder();
        var result = Igml.RunUntil("Loss surfaces of base", ["analyze", "all", .. Toy, "--out", folder.At("a")]);
        Assert.Equal(ExitCode.Interrupted, result.ExitCode);
        Assert.True(File.Exists(folder.At("a/activation-shift.json")));
        Assert.False(File.Exists(folder.At("a/ablation.json")));
    }
}
