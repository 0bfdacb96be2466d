using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Reporting.Tests.Shards;

/// <summary>The sample report cut into blocks of five images, and journals of them.</summary>
internal static class SampleShards
{
    public static EvaluationWork Work { get; } = new()
    {
        BlockSize = 5,
        Model = 1,
        Models = 1,
        Frame = SampleReports.Small with
        {
            Outcomes = [],
            Diagnostics = [],
            Checks = [],
            Timings = null,
            Provenance = SampleReports.Small.Provenance with { Machines = [] },
        },
    };

    /// <summary>The part of the sample report that a block is about.</summary>
    public static BlockRecord Block(int number)
    {
        var (start, count) = (number * Work.BlockSize, Work.ImagesIn(number));
        return new BlockRecord
        {
            Block = number,
            Outcomes =
            [
                .. SampleReports.Small.Outcomes.Select(outcome => outcome with
                {
                    Verdicts = SampleReports.Verdicts(outcome.Draws, outcome.CorrectDraws[start..(start + count)]),
                    Margins = outcome.Margins[start..(start + count)],
                    ForwardPasses = 21L * count,
                    GradientPasses = 20L * count,
                    Members = [.. outcome.Members.Select((member, i) => member with { Broken = number == 2 && i == 0 ? 2 : 0 })],
                }),
            ],
            Seconds = [.. SampleReports.Small.Outcomes.Select(static _ => 0.5)],
            Diagnostics = number == 0 ? SampleReports.Small.Diagnostics : [],
        };
    }

    /// <summary>Writes the journal of a shard; all its blocks, or only some.</summary>
    public static string Write(string folder, Shard shard, EvaluationWork? work = null, int? most = null, string device = "cpu")
    {
        work ??= Work;
        var path = Path.Combine(folder, ShardJournal.NameOf(work, shard));
        using var journal = ShardJournal.Open(path, work, shard, SampleReports.Machine(device));
        foreach (var block in shard.Blocks(work.BlockCount()).Take(most ?? int.MaxValue))
            journal.Append(Block(block));
        if (shard.Number == 1)
            journal.Append(SampleReports.Small.Timings!.Costs);
        return path;
    }

    /// <summary>The merged report of all shards of so many, as bytes.</summary>
    public static byte[] Merge(IEnumerable<string> paths) =>
        ReportFile.ToUtf8Bytes(Assert.Single(ShardMerge.Merge([.. paths.Select(JournalContent.Read)])));
}
