using System.Collections.Immutable;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Leaderboards.History;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Comments;

/// <summary>How the worst case of a variant went on the default branch, from evaluation to evaluation.</summary>
/// <param name="Variant">The name of the variant.</param>
/// <param name="Points">The evaluations, the oldest first.</param>
public sealed record BranchCourse(string Variant, ImmutableArray<HistoryPoint> Points)
{
    /// <summary>The most variants that a comment shows.</summary>
    public const int MostShown = 5;

    /// <summary>The most evaluations of one that a comment shows.</summary>
    public const int MostPoints = 20;

    /// <summary>The courses of the variants of a base, of each the last evaluations of the same model on the same images by the same plan.</summary>
    /// <param name="base">The results of the base.</param>
    /// <param name="history">The leaderboard's history.</param>
    public static ImmutableArray<BranchCourse> FromHistory(RobustnessReport @base, LeaderboardHistory history)
    {
        ArgumentNullException.ThrowIfNull(@base);
        ArgumentNullException.ThrowIfNull(history);
        var result = LeaderboardEntryFile.NameOf(@base);
        return
        [
            .. @base.Variants.Select(variant => new BranchCourse(variant.DisplayName, [.. history.PointsOf(result, variant.Id).TakeLast(MostPoints)]))
                .Where(static course => course.Points.Length > 1).Take(MostShown),
        ];
    }
}
