using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgMlNet.Reporting.Leaderboards.Breaks;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Leaderboards.Entries;

/// <summary>A classifier of a leaderboard's entry: the base model, or the base model behind a defense.</summary>
public sealed record EntryClassifier
{
    /// <summary>What the evaluation called it; unique in the entry.</summary>
    public required string Id { get; init; }

    /// <summary>What tables call it.</summary>
    public required string Name { get; init; }

    /// <summary>The defense and its parameters in words.</summary>
    public required string Defense { get; init; }

    /// <summary>SHA-256 of which neurons are kept for which class, in hexadecimal; null where none is masked.</summary>
    public required string? MaskHash { get; init; }

    /// <summary>Whether two predictions for one image may differ.</summary>
    public required bool Randomized { get; init; }

    /// <summary>
    /// Differentiable stand-ins that the defense states, which adaptive attacks climb; 0 for none. Null in entries before schema version 2.
    /// </summary>
    public int? Surrogates { get; init; }

    /// <summary>What it got right without attack and under every attack, in the order of the entry's attacks.</summary>
    public required ImmutableArray<EntryOutcome> Outcomes { get; init; }

    /// <summary>Its verdicts on every image in the worst case over the attacks.</summary>
    public required VerdictBits WorstCase { get; init; }

    /// <summary>Whether no check forbids to believe its numbers.</summary>
    public required bool IsBelieved { get; init; }

    /// <summary>What the checks found about it.</summary>
    public required ImmutableArray<CheckFinding> Findings { get; init; }

    /// <summary>Who lowered <see cref="WorstCase"/> by adversarial images of their own. No part of the file, which holds what was evaluated.</summary>
    [JsonIgnore]
    public ImmutableArray<BreakCredit> LoweredBy { get; init; } = [];

    /// <summary>Its accuracy under an attack or <see cref="RobustnessReport.CleanId"/>, 0 to 1.</summary>
    /// <exception cref="ArgumentException">It did not meet the attack.</exception>
    public double AccuracyUnder(string attackId) =>
        (double)(Outcomes.FirstOrDefault(outcome => outcome.AttackId == attackId)
            ?? throw new ArgumentException($"There is no outcome under '{attackId}'.", nameof(attackId))).Correct
        / ((long)WorstCase.Images * WorstCase.Draws);

    /// <summary>Its accuracy without attack, 0 to 1.</summary>
    [JsonIgnore]
    public double CleanAccuracy => AccuracyUnder(RobustnessReport.CleanId);
}
