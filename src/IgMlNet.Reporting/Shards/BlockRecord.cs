using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Shards;

/// <summary>All that was found on one block of images: the unit of work that is kept or lost as a whole.</summary>
public sealed record BlockRecord
{
    /// <summary>Which block, from 0.</summary>
    public required int Block { get; init; }

    /// <summary>The outcomes on the block's images, of every variant under every attack and as they are.</summary>
    public required ImmutableArray<AttackOutcome> Outcomes { get; init; }

    /// <summary>The wall time of each of <see cref="Outcomes"/> in seconds, in their order.</summary>
    public required ImmutableArray<double> Seconds { get; init; }

    /// <summary>What gradients and logits look like; looked at on the first block, empty elsewhere.</summary>
    [JsonPropertyName("probes")]
    public required ImmutableArray<GradientDiagnostics> Diagnostics { get; init; }
}
