using System.Collections.Immutable;

namespace IgMlNet.Reporting.Experiments;

/// <summary>A row of an analysis.</summary>
public sealed record ExperimentRow
{
    /// <summary>What it is about, e.g. <c>successful attacks</c> or <c>4/255</c>.</summary>
    public required string Key { get; init; }

    /// <summary>A number a column; null where there is none.</summary>
    public required ImmutableArray<double?> Values { get; init; }
}
