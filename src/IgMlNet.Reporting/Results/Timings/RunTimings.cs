using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace IgMlNet.Reporting.Results.Timings;

/// <summary>
/// How long an evaluation took: all that differs when the same work is done again, and so is no part of the results.
/// <see cref="TimingsFile"/> reads and writes it as a file beside them.
/// </summary>
public sealed record RunTimings
{
    /// <summary>The version of the schema that this library writes, and the only one that it reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The version of the schema, <see cref="CurrentSchemaVersion"/>.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>The hash of the plan that was carried out, as in <see cref="ProvenanceInfo.PlanHash"/>.</summary>
    public required string PlanHash { get; init; }

    /// <summary>The parts of the work that were done by one process each, in the order of their beginnings.</summary>
    public required ImmutableArray<RunInfo> Runs { get; init; }

    /// <summary>The time of every variant under every attack, <see cref="RobustnessReport.CleanId"/> included.</summary>
    public required ImmutableArray<OutcomeTiming> Outcomes { get; init; }

    /// <summary>What a prediction of each variant costs; empty where it was not measured.</summary>
    public required ImmutableArray<VariantCost> Costs { get; init; }

    /// <summary>The wall time of all runs together, in seconds; with several at once it is more than anyone waited.</summary>
    [JsonIgnore]
    public double TotalSeconds => Runs.Sum(static run => run.Seconds);

    /// <summary>
    /// The share of the wall time that no attack and no judging took, 0 to 1: journal, reading of images, bookkeeping. 0 where
    /// nothing was timed.
    /// </summary>
    [JsonIgnore]
    public double OverheadShare => TotalSeconds > 0 ? Math.Max(0, 1 - (Outcomes.Sum(static outcome => outcome.Seconds) / TotalSeconds)) : 0;

    /// <summary>The cost of a variant's prediction; null where it was not measured.</summary>
    public InferenceCost? CostOf(string variantId) => Costs.FirstOrDefault(cost => cost.VariantId == variantId)?.Cost;

    /// <summary>The time of a variant under an attack in seconds; null where it is not known.</summary>
    public double? SecondsOf(string variantId, string attackId) =>
        Outcomes.FirstOrDefault(outcome => outcome.VariantId == variantId && outcome.AttackId == attackId)?.Seconds;
}
