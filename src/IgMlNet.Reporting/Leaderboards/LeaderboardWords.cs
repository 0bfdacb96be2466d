using IgMlNet.Reporting.Leaderboards.History;
using IgMlNet.Reporting.Leaderboards.References;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Leaderboards;

/// <summary>What the cells of a leaderboard say, in every view of it.</summary>
internal static class LeaderboardWords
{
    /// <summary>What stands for the tables where there is none.</summary>
    public const string NoResult = "There is no verified result yet.";

    /// <summary>What stands for the findings where there is none.</summary>
    public const string NothingFound = "nothing found";

    /// <summary>What verifies results that a workflow computed.</summary>
    public const string DefaultBranchRun = "run on the default branch";

    /// <summary>What stands beside a number that its publishers warn of.</summary>
    public const string NotToBeBelieved = "not to be believed";

    private const int LongestName = 80;
    private const int HashDigits = 8;

    /// <summary>The title of a section.</summary>
    public static string TitleOf(LeaderboardSection section) =>
        $"{Name(section.Dataset)}, {section.ThreatModel.Norm}, ε = {section.ThreatModel.EpsilonText}";

    /// <summary>What a table is about: <c>500 images of test, worst case over FGSM, PGD-20</c>.</summary>
    public static string CaptionOf(LeaderboardTable table) =>
        $"{Format.Count(table.Images.Count)} images of {Name(table.Images.Split)}, "
        + (table.Attacks.IsEmpty ? "no attack" : $"worst case over {string.Join(", ", table.Attacks.Select(static a => Name(a.DisplayName)))}");

    /// <summary>The rank: <c>3</c>, <c>3=</c> where it is shared, a dash where there is none.</summary>
    public static string RankOf(LeaderboardRow row) =>
        row.Rank is { } rank ? Format.Count(rank) + (row.SharesRank ? "=" : "") : "–";

    /// <summary>The worst case: <c>57.3 %</c>, <c>≤ 57.3 %</c> where it is an upper bound.</summary>
    public static string WorstCaseOf(LeaderboardRow row) =>
        (row.IsUpperBound ? "≤ " : "") + Format.Accuracy(row.WorstCase.Accuracy);

    /// <summary>How the row differs from the first, in points: <c>−0.4 [−1.2, +0.4] ≈</c>; a dash where nothing is compared.</summary>
    public static string FromFirst(LeaderboardRow row) => row.FromFirst is not { } comparison
        ? "–"
        : $"{Format.Gain(comparison.Difference)} {Format.GainInterval(comparison.Interval)}{(row.IsTiedWithFirst ? " ≈" : "")}";

    /// <summary>
    /// The gravest findings first: <c>not believed: zero-gradients</c>, <c>note: unproven-gain</c>; then who lowered the row by
    /// adversarial images: <c>lowered by NAME: 3 images</c>. None for none.
    /// </summary>
    public static IEnumerable<string> ChecksOf(LeaderboardRow row) => row.Classifier.Findings
        .GroupBy(static finding => finding.Severity)
        .OrderByDescending(static group => group.Key)
        .Select(static group =>
            $"{Word(group.Key)}: {string.Join(", ", group.Select(static finding => Name(finding.Id)).Distinct(StringComparer.Ordinal))}")
        .Concat(row.Classifier.LoweredBy.Select(static credit =>
            $"lowered by {Name(credit.By)}: {Format.Count(credit.Images)} {(credit.Images == 1 ? "image" : "images")}"));

    /// <summary>How the worst case of a row went: <c>worst case in the last 5 evaluations: 31.0 % on 2026-01-31 at 0123abcd to …</c>.</summary>
    /// <param name="points">At least one point, the oldest first.</param>
    public static string CourseOf(IReadOnlyList<HistoryPoint> points)
    {
        return $"worst case in the last {Format.Count(points.Count)} evaluations: {At(points[0])} to {At(points[^1])}";

        static string At(HistoryPoint point) => FormattableString.Invariant(
            $"{Format.Accuracy(point.WorstCase)} on {point.Date:yyyy-MM-dd} at {Name(Short(point.Commit))}");
    }

    /// <summary>What the reader must know about the line that shows it.</summary>
    public const string CourseNote =
        "A line below the interval: the worst case in earlier evaluations of the same model on the same images by the same plan, the newest "
        + "at the right. Its height is the range of these numbers, and at least 10 points.";

    /// <summary>Whether a result of others rests on more data; a dash where that is not told.</summary>
    public static string AdditionalDataOf(ReferenceResult result) =>
        result.AdditionalData is { } isThere ? isThere ? "yes" : "no" : "–";

    /// <summary>The first digits of a hash or commit.</summary>
    public static string Short(string hash) => hash.Length <= HashDigits ? hash : hash[..HashDigits];

    /// <summary>A text, or as much of it as fits.</summary>
    public static string Shortened(string text, int longest) => VisibleText.Shortened(text, longest);

    /// <summary>A name from data, as much of it as fits into a cell.</summary>
    public static string Name(string name) => VisibleText.Shortened(name, LongestName);

    /// <summary>What the reader must know about ranks and marks.</summary>
    public static IReadOnlyList<string> Notes { get; } =
    [
        "A table holds classifiers that met the same attacks on the same images. They are ranked by robust accuracy in the worst case: "
            + "every image counts with the attack that does most harm to it. Brackets: 95 % intervals.",
        "Ties: rows of equal accuracy share a rank (=) and stand by clean accuracy, then by name. A row marked ≈ cannot be told apart "
            + "from the first by an exact paired test on the same images (Holm-adjusted over the table, 5 % level), or its interval includes 0: its place may be chance.",
        FormattableString.Invariant($"A row marked ≤ is an upper bound and has no rank: its defense has not met an attack by transfer from the base model (at least {AttackEvidence.FewestTransferSteps} steps), a black-box attack (at least {AttackEvidence.FewestQueries} queries) and, where it is randomized or states surrogates, EoT and the adaptive attack."),
        "A row that a check forbids to believe is struck out, has no rank, and stands last.",
    ];

    /// <summary>What the reader must know about results of others.</summary>
    public static string ReferenceNote(string source) =>
        $"As published by {source}, on its images and by its attacks; nothing of it was computed or checked here. "
        + "Robust: the strongest attack known there, AutoAttack or an external one.";

    private static string Word(CheckSeverity severity) => severity switch
    {
        CheckSeverity.Blocking => "not believed",
        CheckSeverity.Warning => "doubt",
        _ => "note",
    };
}
