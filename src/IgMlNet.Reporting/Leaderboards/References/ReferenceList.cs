using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace IgMlNet.Reporting.Leaderboards.References;

/// <summary>Results that others have published, from one source.</summary>
public sealed record ReferenceList
{
    /// <summary>The version of the form that this library writes, and the only one that it reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The version of the form, <see cref="CurrentSchemaVersion"/>.</summary>
    [JsonPropertyOrder(-1)]
    public required int SchemaVersion { get; init; }

    /// <summary>Who published them, e.g. <c>RobustBench</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The results.</summary>
    public required ImmutableArray<ReferenceResult> Results { get; init; }
}
