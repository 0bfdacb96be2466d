using System.Collections.Immutable;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Statistics;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Leaderboards;

/// <summary>Classifiers that met the same attacks on the same images within the same threat model: those alone can be ranked.</summary>
public sealed class LeaderboardTable
{
    /// <summary>The level of significance.</summary>
    internal const double Level = 0.05;

    private LeaderboardTable(LeaderboardEntry any, ImmutableArray<LeaderboardRow> rows) => (Any, Rows) = (any, rows);

    /// <summary>The images.</summary>
    public EntryImages Images => Any.Images;

    /// <summary>The attacks over which the worst case is taken.</summary>
    public ImmutableArray<AttackInfo> Attacks => Any.Attacks;

    /// <summary>
    /// The rows by worst-case robust accuracy, then clean accuracy, then name; behind them those that are upper bounds, and last
    /// those that should not be believed.
    /// </summary>
    public ImmutableArray<LeaderboardRow> Rows { get; }

    private LeaderboardEntry Any { get; }

    /// <summary>The tables of entries of one data set and threat model: those of more images, then of more attacks first.</summary>
    internal static ImmutableArray<LeaderboardTable> GroupEntries(IEnumerable<LeaderboardEntry> entries) =>
    [
        .. entries.GroupBy(ProtocolOf, StringComparer.Ordinal)
            .OrderByDescending(static group => group.First().Images.Count)
            .ThenByDescending(static group => group.First().Attacks.Length)
            .ThenBy(static group => group.Key, StringComparer.Ordinal)
            .Select(static group => new LeaderboardTable(group.First(), RowsOf(group))),
    ];

    /// <summary>What must be the same for numbers to be compared.</summary>
    private static string ProtocolOf(LeaderboardEntry entry) => string.Join(
        '\n', entry.Attacks.Order(Comparer<AttackInfo>.Create(static (a, b) => string.CompareOrdinal(a.Id, b.Id)))
            .Select(static attack => attack.ToString())
            .Prepend(entry.AttackedImages.ToString()).Prepend(entry.Images.ContentHash));

    private static ImmutableArray<LeaderboardRow> RowsOf(IEnumerable<LeaderboardEntry> entries)
    {
        var rows = entries.SelectMany(static entry => entry.Classifiers.Select(classifier => new LeaderboardRow(entry, classifier)))
            .OrderByDescending(static row => row.Classifier.IsBelieved)
            .ThenBy(static row => row.IsUpperBound)
            .ThenByDescending(static row => row.WorstCase.Accuracy)
            .ThenByDescending(static row => row.Classifier.CleanAccuracy)
            .ThenBy(static row => row.Entry.Model.Name, StringComparer.Ordinal)
            .ThenBy(static row => row.Classifier.Name, StringComparer.Ordinal)
            .ThenBy(static row => row.Entry.Origin.PlanHash, StringComparer.Ordinal)
            .ThenBy(static row => row.Entry.Model.Hash, StringComparer.Ordinal)
            .ThenBy(static row => row.Classifier.Id, StringComparer.Ordinal)
            .DistinctBy(IdentityOf)
            .ToList();
        var ranked = rows.Where(static row => row.Classifier.IsBelieved && !row.IsUpperBound).ToList();
        var compared = ranked.Skip(1).Select(row => PairedComparison.Between(ranked[0].WorstCase, row.WorstCase)).ToList();
        var adjusted = HolmAdjustment.Adjust([.. compared.Select((comparison, i) => (HypothesisOf(ranked[i + 1]), comparison.PValue))]);
        return
        [
            .. ranked.Select((row, i) => row with
            {
                Rank = 1 + ranked.Count(other => other.WorstCase.Accuracy > row.WorstCase.Accuracy),
                SharesRank = ranked.Count(other => other.WorstCase.Accuracy == row.WorstCase.Accuracy) > 1,
                FromFirst = i == 0 ? null : compared[i - 1],
                AdjustedPValue = i == 0 ? 1 : adjusted[i - 1],
            }),
            .. rows.Where(static row => !row.Classifier.IsBelieved || row.IsUpperBound),
        ];
    }

    /// <summary>Classifiers of one model that keep the same neurons, with the same verdicts, are one hypothesis under several names.</summary>
    private static (string, string, string) HypothesisOf(LeaderboardRow row) => (
        row.Entry.Model.Hash, row.Classifier.MaskHash ?? row.Classifier.Id, Convert.ToBase64String(row.Classifier.WorstCase.Bits.AsSpan()));

    /// <summary>A base model evaluated with two grids of defenses is one row where both found the same.</summary>
    private static (string, string, string, string?, string) IdentityOf(LeaderboardRow row) => (
        row.Entry.Model.Hash, row.Classifier.Name, row.Classifier.Defense, row.Classifier.MaskHash,
        Convert.ToBase64String(row.Classifier.WorstCase.Bits.AsSpan()));
}
