using System.Collections.Immutable;

namespace IgMlNet.Reporting.Analyses;

/// <summary>A row of an analysis.</summary>
public sealed record AnalysisRow
{
    /// <summary>What it is about, e.g. <c>successful attacks</c> or <c>4/255</c>.</summary>
    public required string Key { get; init; }

    /// <summary>A number a column; null where there is none.</summary>
    public required ImmutableArray<double?> Values { get; init; }
}
