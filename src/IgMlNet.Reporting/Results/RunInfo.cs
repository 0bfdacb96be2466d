namespace IgMlNet.Reporting.Results;

/// <summary>A process that worked on an evaluation, from its start to its end or, where it was killed, to the last block it kept.</summary>
public sealed record RunInfo
{
    /// <summary>The shard, 1 to <see cref="Shards"/>.</summary>
    public required int Shard { get; init; }

    /// <summary>The number of shards.</summary>
    public required int Shards { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>Its wall time in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>The images that it did.</summary>
    public required int Images { get; init; }
}
