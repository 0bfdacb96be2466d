using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Timings;

namespace IgMlNet.Reporting.Shards;

/// <summary>One line of a shard's journal; exactly one member is set.</summary>
internal sealed record JournalEntry
{
    /// <summary>The first line: what the journal is of.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JournalHeader? Header { get; init; }

    /// <summary>A process began to work; what follows is its.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JournalRun? Run { get; init; }

    /// <summary>A block is done.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JournalBlock? Block { get; init; }

    /// <summary>What predictions cost was measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JournalCosts? Costs { get; init; }
}

/// <summary>What a journal is of.</summary>
internal sealed record JournalHeader
{
    public const int CurrentVersion = 2;

    public required int Version { get; init; }

    public required int Shard { get; init; }

    public required int Shards { get; init; }

    public required EvaluationWork Work { get; init; }
}

/// <summary>A process that begins to work on a shard.</summary>
internal sealed record JournalRun
{
    public required DateTimeOffset StartedUtc { get; init; }

    public required MachineInfo Machine { get; init; }
}

/// <summary>A block that is done, and the time since the process began.</summary>
internal sealed record JournalBlock
{
    public required double Elapsed { get; init; }

    public required BlockRecord Record { get; init; }
}

/// <summary>What predictions cost, and the time since the process began.</summary>
internal sealed record JournalCosts
{
    public required double Elapsed { get; init; }

    public required ImmutableArray<VariantCost> Variants { get; init; }
}
