using System.Collections.Immutable;
using System.Diagnostics;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Timings;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Robustness.Evaluation.Blocks;

/// <summary>Keeps blocks in memory, for an evaluation in one go.</summary>
internal sealed class BlockList(Shard shard, MachineInfo machine) : IBlockLog
{
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<BlockRecord> _blocks = [];
    private ImmutableArray<VariantCost> _costs = [];

    public IReadOnlyList<BlockRecord> Blocks => _blocks;

    public bool HasCosts => !_costs.IsEmpty;

    public bool Has(int block) => _blocks.Exists(record => record.Block == block);

    public void Append(BlockRecord block) => _blocks.Add(block);

    public void Append(ImmutableArray<VariantCost> costs) => _costs = costs;

    /// <summary>The report on the blocks, without checks.</summary>
    public RobustnessReport Report(EvaluationWork work)
    {
        var run = new RunInfo
        {
            Shard = shard.Number,
            Shards = shard.Count,
            StartedUtc = _started,
            Seconds = _clock.Elapsed.TotalSeconds,
            Images = work.Frame.Labels.Length,
        };
        return ShardMerge.Join(work, _blocks, [machine]) with { Timings = ShardMerge.Timings(work, _blocks, [run], _costs) };
    }
}
