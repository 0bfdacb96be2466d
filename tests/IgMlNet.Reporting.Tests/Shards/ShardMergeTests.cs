using IgMlNet.IO;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Results.Timings;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Reporting.Tests.Shards;

public sealed class ShardMergeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("igml-shards-").FullName;

    [Fact]
    public void Any_number_of_shards_in_any_order_gives_the_same_bytes()
    {
        var expected = ReportFile.ToUtf8Bytes(SampleReports.Small with { Checks = [] });
        foreach (var count in new[] { 1, 2, 3, 7 })
        {
            var folder = Folder($"{count}");
            var paths = Enumerable.Range(1, count).Select(number => SampleShards.Write(folder, new Shard(number, count))).ToList();
            Assert.Equal(expected, SampleShards.Merge(paths));
            Assert.Equal(expected, SampleShards.Merge(paths.AsEnumerable().Reverse()));
        }
    }

    [Fact]
    public void Times_are_kept_apart_from_the_results()
    {
        var paths = Enumerable.Range(1, 3).Select(number => SampleShards.Write(_folder, new Shard(number, 3)));
        var timings = Assert.Single(ShardMerge.Merge([.. paths.Select(JournalContent.Read)])).Timings!;
        Assert.Equal(3, timings.Runs.Length);
        Assert.Equal(12, timings.Runs.Sum(run => run.Images));
        Assert.All(timings.Outcomes, outcome => Assert.Equal(1.5, outcome.Seconds));
        Assert.Equal(1.96, timings.CostOf("igd")!.Median);
        Assert.Equal(TimingsFile.ToUtf8Bytes(timings), TimingsFile.ToUtf8Bytes(TimingsFile.Parse(TimingsFile.ToUtf8Bytes(timings), "t")));
    }

    [Fact]
    public void Missing_and_unfinished_shards_are_named()
    {
        var one = SampleShards.Write(_folder, new Shard(1, 3));
        var two = SampleShards.Write(_folder, new Shard(2, 3), most: 0);
        var error = Assert.Throws<IncompleteEvaluationException>(() => SampleShards.Merge([one, two]));
        Assert.StartsWith("incomplete: 1 of 3 shards: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("shard 3 is missing", error.Message, StringComparison.Ordinal);
        Assert.Contains($"shard 2 is unfinished ({two}: 0 of 1 blocks)", error.Message, StringComparison.Ordinal);
        Assert.Throws<IncompleteEvaluationException>(() => SampleShards.Merge([]));
    }

    [Fact]
    public void Overlapping_shards_are_named()
    {
        var paths = Enumerable.Range(1, 2).Select(number => SampleShards.Write(_folder, new Shard(number, 2))).ToList();
        var again = SampleShards.Write(Folder("again"), new Shard(2, 2));
        var message = Assert.Throws<InputException>(() => SampleShards.Merge([.. paths, again])).Message;
        Assert.Contains(again, message, StringComparison.Ordinal);
        Assert.Contains(paths[1], message, StringComparison.Ordinal);
        Assert.Contains("overlaps", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_cut_otherwise_are_foreign()
    {
        var message = Assert.Throws<InputException>(() => SampleShards.Merge(
            [SampleShards.Write(_folder, new Shard(1, 2)), SampleShards.Write(_folder, new Shard(2, 3))])).Message;
        Assert.Contains("is foreign", message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Foreign => new()
    {
        { "plan", "its plan is cafe" },
        { "commit", "its commit of the tool is 9999" },
        { "version", "its version of the tool is 0.2.0" },
        { "model", "its model's weights is ffff" },
        { "images", "its images is eeee" },
        { "mask", "its variants is base/unknown, random/0c1d, igd/dddd" },
        { "block size", "its block size is 4" },
        { "command", "its title, descriptions or command differ" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void A_shard_of_other_work_is_foreign(string what, string expected)
    {
        var (work, frame) = (SampleShards.Work, SampleShards.Work.Frame);
        var foreign = what switch
        {
            "plan" => work with { Frame = frame with { Provenance = frame.Provenance with { PlanHash = "cafe" } } },
            "commit" => work with { Frame = frame with { Provenance = frame.Provenance with { Commit = "9999" } } },
            "version" => work with { Frame = frame with { Provenance = frame.Provenance with { ToolVersion = "0.2.0" } } },
            "model" => work with { Frame = frame with { Model = frame.Model with { Hash = "ffff" } } },
            "images" => work with { Frame = frame with { Dataset = frame.Dataset with { ContentHash = "eeee" } } },
            "mask" => work with { Frame = frame with { Variants = frame.Variants.SetItem(2, frame.Variants[2] with { MaskHash = "dddd" }) } },
            "block size" => work with { BlockSize = 4 },
            _ => work with { Frame = frame with { Provenance = frame.Provenance with { Command = "igml other" } } },
        };
        var one = SampleShards.Write(Folder("a"), new Shard(1, 2));
        var two = SampleShards.Write(Folder("b"), new Shard(2, 2), foreign, most: what == "block size" ? 0 : null);
        var message = Assert.Throws<InputException>(() => SampleShards.Merge([one, two])).Message;
        Assert.StartsWith($"{two}: is foreign: {expected}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Machines_of_several_kinds_are_all_named_once_in_a_fixed_order()
    {
        string[] devices = ["cuda:0 (NVIDIA H200)", "cpu", "cpu"];
        var paths = devices.Select((device, i) => SampleShards.Write(_folder, new Shard(i + 1, 3), device: device));
        var report = Assert.Single(ShardMerge.Merge([.. paths.Select(JournalContent.Read).Reverse()]));
        Assert.Equal(["cpu", "cuda:0 (NVIDIA H200)"], report.Provenance.Machines.Select(machine => machine.Device));
    }

    [Theory]
    [InlineData(3000, 3000, 1, "$.frame has 3000 variants under 3000 attacks")]
    [InlineData(300, 300, 1, "$.outcomes has 0 items and not 90300")]
    [InlineData(1, 1, int.MaxValue, "$.models is 2147483647")]
    public void Counts_from_outside_take_no_memory_before_they_are_compared(int variants, int attacks, int models, string problem)
    {
        var work = SampleShards.Work with
        {
            Models = models,
            Frame = SampleShards.Work.Frame with
            {
                BaseVariantId = "v0",
                Variants = [.. Enumerable.Range(0, variants).Select(static i => SampleReports.Variant($"v{i}", "v", "none"))],
                Attacks = [.. Enumerable.Range(0, attacks).Select(static i => SampleReports.Attack($"a{i}", "a", 1, "some"))],
            },
        };
        var path = Path.Combine(_folder, "a.journal");
        using (var journal = ShardJournal.Open(path, work, new Shard(1, 1), SampleReports.Machine("cpu")))
            journal.Append(SampleShards.Block(0) with { Outcomes = [], Seconds = [] });
        var bytes = File.ReadAllBytes(path);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = Assert.Throws<InputException>(() => JournalContent.Parse(bytes, path)).Message;
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40L * bytes.Length);
    }

    [Fact]
    public void Passes_that_would_overflow_when_they_are_summed_are_refused()
    {
        var path = Path.Combine(_folder, "a.journal");
        var block = SampleShards.Block(0);
        using (var journal = ShardJournal.Open(path, SampleShards.Work, new Shard(1, 1), SampleReports.Machine("cpu")))
            journal.Append(block with { Outcomes = block.Outcomes.SetItem(0, block.Outcomes[0] with { ForwardPasses = long.MaxValue - 1 }) });
        Assert.Contains("forwardPasses is not within 0 to", Assert.Throws<InputException>(() => JournalContent.Read(path)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
}
