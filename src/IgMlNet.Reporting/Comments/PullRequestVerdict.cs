using System.Collections.Immutable;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Comments;

/// <summary>What may be said about a pull request in one word, and the cell of the comparison that says it best.</summary>
public sealed record PullRequestVerdict
{
    private PullRequestVerdict()
    {
    }

    /// <summary>What it is about.</summary>
    public required PullRequestResults Results { get; init; }

    /// <summary>The word.</summary>
    public required PullRequestOutcome Outcome { get; init; }

    /// <summary>The comparison; null without a base.</summary>
    public required ReportComparison? Comparison { get; init; }

    /// <summary>The worst case of the variant that changed most clearly; null where none is comparable.</summary>
    public required ComparedCell? Decisive { get; init; }

    /// <summary>Whether the margin was kept; null without a comparison.</summary>
    public required MarginVerdict? Margin { get; init; }

    /// <summary>How the plan differs from that of the base, each difference as a phrase; empty where it does not, or there is no base.</summary>
    public required ImmutableArray<string> PlanDifferences { get; init; }

    /// <summary>The verdict on results. A check that forbids to believe any of them withholds it.</summary>
    public static PullRequestVerdict FromResults(PullRequestResults results)
    {
        var comparison = results.Base is { } @base ? ReportComparison.Between(@base, results.Head) : null;
        var worst = comparison?.Cells.Where(static cell => cell.IsWorstCase).ToList() ?? [];
        return new PullRequestVerdict
        {
            Results = results,
            Outcome = OutcomeOf(results, worst),
            Comparison = comparison,
            Margin = comparison is null ? null : MarginVerdict.Judge(results.Margin, comparison.Cells),
            PlanDifferences = results.Base is { } expected ? PlanDifference.Between(expected, results.Head) : [],
            Decisive = worst.Where(static cell => cell.Comparison is not null)
                .OrderBy(static cell => Rank(cell.Change))
                .ThenBy(static cell => cell.AdjustedPValue)
                .ThenByDescending(static cell => Math.Abs(cell.Comparison!.Difference))
                .FirstOrDefault(),
        };
    }

    private static PullRequestOutcome OutcomeOf(PullRequestResults results, List<ComparedCell> worst)
    {
        if (!ReportTrust.Assess(results.Head).Findings.IsEmpty)
            return PullRequestOutcome.NoVerdict;
        if (results.Base is null)
            return PullRequestOutcome.NoBase;
        var changes = worst.Select(static cell => cell.Change).ToHashSet();
        return (changes.Contains(Change.Worse), changes.Contains(Change.Better)) switch
        {
            (true, true) => PullRequestOutcome.Mixed,
            (true, false) => PullRequestOutcome.Worse,
            (false, true) => PullRequestOutcome.Better,
            _ when changes.Contains(Change.UpperBound) => PullRequestOutcome.UpperBound,
            _ => changes.Contains(Change.NotSignificant) ? PullRequestOutcome.NoSignificantChange : PullRequestOutcome.NotComparable,
        };
    }

    /// <summary>What got worse is told before what got better.</summary>
    private static int Rank(Change change) => change switch
    {
        Change.Worse => 0,
        Change.Better => 1,
        Change.UpperBound => 2,
        _ => 3,
    };
}
