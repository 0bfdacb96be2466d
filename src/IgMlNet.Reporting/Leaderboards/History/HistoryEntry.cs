using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgMlNet.Reporting.Leaderboards.Entries;

namespace IgMlNet.Reporting.Leaderboards.History;

/// <summary>A line of a leaderboard's history: what one verified evaluation found.</summary>
public sealed record HistoryEntry
{
    /// <summary>The version of the form that this library writes, and the only one that it reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The version of the form, <see cref="CurrentSchemaVersion"/>.</summary>
    [JsonPropertyOrder(-1)]
    public required int SchemaVersion { get; init; }

    /// <summary>The day, in UTC, on which the leaderboard took it in.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The commit of the tool that ran the evaluation.</summary>
    public required string Commit { get; init; }

    /// <summary>The name of the result's file, which the next evaluation of the same model on the same images by the same plan has too.</summary>
    public required string Result { get; init; }

    /// <summary>The accuracies of the base model and its defended variants.</summary>
    public required ImmutableArray<HistoryOutcome> Classifiers { get; init; }

    /// <summary>What the history keeps of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="date">The day, in UTC, on which it is taken in.</param>
    public static HistoryEntry FromEntry(LeaderboardEntry entry, DateOnly date) => new()
    {
        SchemaVersion = CurrentSchemaVersion,
        Date = date,
        Commit = entry.Origin.Commit,
        Result = LeaderboardEntryFile.NameOf(entry),
        Classifiers = [.. entry.Classifiers.Select(classifier => new HistoryOutcome
        {
            Id = classifier.Id,
            WorstCase = new LeaderboardRow(entry, classifier).WorstCase.Accuracy,
            Clean = classifier.CleanAccuracy,
            IsBelieved = classifier.IsBelieved,
        })],
    };
}
