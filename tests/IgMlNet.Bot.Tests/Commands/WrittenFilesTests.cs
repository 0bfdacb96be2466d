using IgMlNet.Bot.Tests.Support;

namespace IgMlNet.Bot.Tests.Commands;

/// <summary>The files that commands write, against the published schemas, and machines that have no libtorch.</summary>
[Collection(ToyModelCollection.Name)]
public class WrittenFilesTests(ToyModel toy)
{
    [Fact]
    public void Every_JSON_file_that_commands_write_fits_its_published_schema()
    {
        using var folder = new TemporaryFolder();
        var journals = Shards(folder);
        Igml.Run("merge", "--from", folder.At("shards"), "--out", folder.At("report")).Succeeded();
        var written = Directory.EnumerateFiles(folder.Path, "*.json", SearchOption.AllDirectories)
            .Append(Path.ChangeExtension(toy.Checkpoint, ".training.json")).ToDictionary(file => Path.GetFileName(file));
        Assert.Equal(["plan.json", "report.json", "timings.json", "toy.training.json"], written.Keys.Order(StringComparer.Ordinal));
        SchemaFile.Fits("plan-1.schema.json", File.ReadAllText(written["plan.json"]));
        SchemaFile.Fits("report-4.schema.json", File.ReadAllText(written["report.json"]));
        SchemaFile.Fits("timings-1.schema.json", File.ReadAllText(written["timings.json"]));
        SchemaFile.Fits("training-1.schema.json", File.ReadAllText(written["toy.training.json"]));
        Assert.All(
            journals.SelectMany(File.ReadAllLines), line => SchemaFile.Fits("journal-2.schema.json", line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
        Assert.NotEmpty(SchemaFile.Faults("training-1.schema.json", File.ReadAllText(written["plan.json"])));
    }

    [Fact]
    public void No_host_user_or_folder_is_named_in_them()
    {
        using var folder = new TemporaryFolder();
        Shards(folder);
        Igml.Run("merge", "--from", folder.At("shards"), "--out", folder.At("report")).Succeeded();
        foreach (var file in Directory.EnumerateFiles(folder.At("shards")).Concat(Directory.EnumerateFiles(folder.At("report"))))
        {
            var text = File.ReadAllText(file);
            Assert.All(
                [Environment.MachineName, folder.Path, toy.Data, AppContext.BaseDirectory, $"/{Environment.UserName}/"],
                name => Assert.DoesNotContain(name, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Merge_report_and_compare_run_where_libtorch_is_not()
    {
        using var folder = new TemporaryFolder();
        Shards(folder);
        var program = ProgramWithoutLibtorch(folder.At("program"));
        var none = new Dictionary<string, string>();

        // That it is not there is seen by a command that needs it.
        var refused = IgmlProcess.RunProgram(program, folder.Path, none, "rank", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint);
        Assert.Contains("libtorch", refused.OneLine(ExitCode.UnusableInput), StringComparison.Ordinal);

        IgmlProcess.RunProgram(program, folder.Path, none, "merge", "--from", "shards", "--out", "report").Succeeded();
        IgmlProcess.RunProgram(program, folder.Path, none, "report", "--from", "report", "--out", "again").Succeeded();
        IgmlProcess.RunProgram(program, folder.Path, none, "compare", "--base", "report/report.json", "--head", "report/report.json", "--out", "c.md").Succeeded();
        Igml.Run("merge", "--from", folder.At("shards"), "--out", folder.At("with")).Succeeded();
        Assert.All(
            ["report.json", "report.md", "report.html", "report.csv", "attacks.svg"],
            file => Assert.Equal(File.ReadAllBytes(folder.At($"with/{file}")), File.ReadAllBytes(folder.At($"report/{file}"))));

        // A plan can be checked there too, all but its models.
        var check = IgmlProcess.RunProgram(program, folder.Path, none, "plan", "--check", "plan.json");
        Assert.Equal(0, check.ExitCode);
        Assert.Contains("models, layers and rankings were not looked at", check.Error, StringComparison.Ordinal);
    }

    private List<string> Shards(TemporaryFolder folder)
    {
        var plan = folder.At("plan.json");
        Igml.Run(
            "plan", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--epsilon", "0.05", "--samples", "10", "--batch-size", "5",
            "--draws", "2", "--ranking", "lo-ir", "--attacks", "pgd-2", "--out", plan).Succeeded();
        foreach (var shard in new[] { "1/2", "2/2" })
        {
            Igml.Run("evaluate", "--plan", plan, "--shard", shard, "--out", folder.At("shards"), "--threads", "1", "--device", "cpu")
                .Succeeded();
        }

        return [folder.At("shards/shard-1-of-2.journal"), folder.At("shards/shard-2-of-2.journal")];
    }

    /// <summary>The program without the files of libtorch.</summary>
    private static string ProgramWithoutLibtorch(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(AppContext.BaseDirectory, file);
            var isNative = relative.StartsWith("runtimes", StringComparison.Ordinal) || relative.EndsWith(".so", StringComparison.Ordinal);
            if ((isNative && !relative.Contains("Skia", StringComparison.Ordinal) && !relative.Contains("HarfBuzz", StringComparison.Ordinal))
                || relative.StartsWith("received", StringComparison.Ordinal))
                continue;
            var copy = Path.Combine(folder, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return Path.Combine(folder, "igml.dll");
    }
}
