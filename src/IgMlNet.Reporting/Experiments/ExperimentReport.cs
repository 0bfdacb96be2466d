using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Experiments;

/// <summary>
/// What an analysis of a model found, as data: tables of numbers with what they mean, of which documents and plots are views.
/// <see cref="ExperimentFile"/> reads and writes it as JSON.
/// </summary>
public sealed record ExperimentReport
{
    /// <summary>The version of the schema that this library writes, and the only one that it reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The version of the schema, <see cref="CurrentSchemaVersion"/>.</summary>
    [JsonPropertyOrder(-1)]
    public required int SchemaVersion { get; init; }

    /// <summary>Which analysis it is, e.g. <c>activation-shift</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it is about, in one line.</summary>
    public required string Title { get; init; }

    /// <summary>What of the paper it repeats, e.g. <c>Fig. 2, Table 7</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>How it was done: attack, images, what the numbers mean.</summary>
    public required string Method { get; init; }

    /// <summary>The model.</summary>
    public required ModelInfo Model { get; init; }

    /// <summary>The images that were attacked or classified.</summary>
    public required DatasetInfo Dataset { get; init; }

    /// <summary>What the attacker may do to an image.</summary>
    public required ThreatModelInfo ThreatModel { get; init; }

    /// <summary>The one seed that all random streams were derived from.</summary>
    public required long Seed { get; init; }

    /// <summary>What was found; at least one table.</summary>
    public required ImmutableArray<ExperimentTable> Tables { get; init; }

    /// <summary>What the numbers say, in sentences that follow from them.</summary>
    public required ImmutableArray<string> Findings { get; init; }

    /// <summary>Where the numbers come from and how to get them again.</summary>
    public required ProvenanceInfo Provenance { get; init; }
}
