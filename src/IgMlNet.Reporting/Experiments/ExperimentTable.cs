using System.Collections.Immutable;

namespace IgMlNet.Reporting.Experiments;

/// <summary>Numbers of an analysis: a row for each thing, a column for each of its numbers.</summary>
public sealed record ExperimentTable
{
    /// <summary>What other parts call it; unique in a report: small letters with dashes.</summary>
    public required string Id { get; init; }

    /// <summary>What it shows, in words.</summary>
    public required string Title { get; init; }

    /// <summary>How it is best drawn.</summary>
    public required ExperimentForm Form { get; init; }

    /// <summary>What the rows are, e.g. <c>k</c>; the axis of a plot.</summary>
    public required string RowsAre { get; init; }

    /// <summary>What the numbers are, e.g. <c>accuracy</c>; the other axis.</summary>
    public required string NumbersAre { get; init; }

    /// <summary>The unit of the numbers.</summary>
    public required ExperimentUnit Unit { get; init; }

    /// <summary>The columns' names.</summary>
    public required ImmutableArray<string> Columns { get; init; }

    /// <summary>The rows, in the order of display.</summary>
    public required ImmutableArray<ExperimentRow> Rows { get; init; }
}
