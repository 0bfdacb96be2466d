using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Statistics;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Leaderboards;

/// <summary>A row of a leaderboard: one classifier.</summary>
/// <param name="Entry">The evaluation that it comes from.</param>
/// <param name="Classifier">The classifier.</param>
public sealed record LeaderboardRow(LeaderboardEntry Entry, EntryClassifier Classifier)
{
    /// <summary>
    /// Its rank by worst-case robust accuracy, from 1; rows of equal accuracy share one. Null where a check forbids to believe it, and where
    /// it is an upper bound.
    /// </summary>
    public int? Rank { get; init; }

    /// <summary>Whether another row has the same rank.</summary>
    public bool SharesRank { get; init; }

    /// <summary>The comparison with the first row, image by image; null for the first row itself and for rows without a rank.</summary>
    public PairedComparison? FromFirst { get; init; }

    /// <summary>The p-value of <see cref="FromFirst"/> after Holm's adjustment over the table.</summary>
    public double AdjustedPValue { get; init; } = 1;

    /// <summary>Its verdicts in the worst case.</summary>
    public ImageVerdicts WorstCase { get; } = new(Classifier.WorstCase.Draws, Classifier.WorstCase.CorrectDraws);

    /// <summary>Whether the attacks can show what the classifier withstands.</summary>
    public AttackEvidence Evidence { get; } = AttackEvidence.FromEntry(Entry, Classifier);

    /// <summary>Whether its worst case is an upper bound, since attacks are missing that break defenses of its kind.</summary>
    public bool IsUpperBound => Classifier.Defense != VariantInfo.NoDefense && !Evidence.IsComplete;

    /// <summary>Whether the difference from the first row could well be chance: by the adjusted test, or by its interval, which may be wider.</summary>
    public bool IsTiedWithFirst =>
        FromFirst is { } comparison && (AdjustedPValue >= LeaderboardTable.Level || comparison.Interval.Contains(0));

    /// <summary>The 95 % Wilson interval of its clean accuracy.</summary>
    public Interval CleanInterval => WilsonInterval.Compute(Classifier.CleanAccuracy * Entry.Images.Count, Entry.Images.Count);
}
