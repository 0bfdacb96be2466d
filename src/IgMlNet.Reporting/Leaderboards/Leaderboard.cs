using System.Collections.Immutable;
using IgMlNet.Reporting.Leaderboards.Breaks;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Leaderboards.References;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Leaderboards;

/// <summary>
/// Verified results, ranked by worst-case robust accuracy: a section for every data set and threat model. A pure function of its
/// entries, whatever their order.
/// </summary>
public sealed class Leaderboard
{
    private Leaderboard(ImmutableArray<LeaderboardSection> sections) => Sections = sections;

    /// <summary>The sections, by data set, norm and ε.</summary>
    public ImmutableArray<LeaderboardSection> Sections { get; }

    /// <summary>The leaderboard of entries, with what others have published beside them.</summary>
    public static Leaderboard FromEntries(IEnumerable<LeaderboardEntry> entries, IEnumerable<ReferenceList> references) =>
        FromEntries(entries, references, []);

    /// <summary>The same, with rows lowered by proofs that their classifiers were broken.</summary>
    public static Leaderboard FromEntries(
        IEnumerable<LeaderboardEntry> evaluated, IEnumerable<ReferenceList> references, IEnumerable<ProofOfBreak> proofs)
    {
        var entries = LoweredEntries.Apply(evaluated, proofs);
        var own = entries.ToLookup(static entry => KeyOf(entry.Images.Dataset, entry.ThreatModel));
        var published = references
            .SelectMany(static list => list.Results.Select(result => (list.Source, Result: result)))
            .ToLookup(static pair => KeyOf(pair.Result.Dataset, pair.Result.ThreatModel));
        return new Leaderboard(
        [
            .. own.Select(static group => group.Key).Union(published.Select(static group => group.Key))
                .OrderBy(static key => key.Dataset, StringComparer.Ordinal).ThenBy(static key => key.Norm)
                .ThenBy(static key => key.Epsilon)
                .Select(key => new LeaderboardSection(
                    own[key].Select(static entry => entry.Images.Dataset)
                        .Concat(published[key].Select(static pair => pair.Result.Dataset)).Order(StringComparer.Ordinal).First(),
                    new ThreatModelInfo { Norm = key.Norm, Epsilon = key.Epsilon },
                    LeaderboardTable.GroupEntries(own[key]),
                    [.. published[key].GroupBy(static pair => pair.Source, StringComparer.Ordinal)
                        .OrderBy(static group => group.Key, StringComparer.Ordinal)
                        .Select(static group => (group.Key, Sorted(group.Select(static pair => pair.Result))))])),
        ]);
    }

    /// <summary>The part of it that a filter asks for.</summary>
    public IEnumerable<LeaderboardSection> Part(LeaderboardFilter filter) =>
        Sections.Where(section => filter.Includes(section.Dataset, section.ThreatModel));

    private static ImmutableArray<ReferenceResult> Sorted(IEnumerable<ReferenceResult> results) =>
    [
        .. results.OrderBy(static result => result.IsUnreliable).ThenByDescending(static result => result.Robust)
            .ThenByDescending(static result => result.Clean).ThenBy(static result => result.Id, StringComparer.Ordinal),
    ];

    /// <summary>Names that differ in capitals alone, and budgets that differ in the last digits, are the same.</summary>
    private static (string Dataset, PerturbationNorm Norm, double Epsilon) KeyOf(string dataset, ThreatModelInfo threat) => (
        dataset.ToLowerInvariant(), threat.Norm, RoundedTo7Digits(threat.Epsilon));

    private static double RoundedTo7Digits(double epsilon) =>
        double.Parse(epsilon.ToString("E6", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
