using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Leaderboards.History;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Sections;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Comments;

/// <summary>The parts of a report on a pull request.</summary>
internal sealed class PullRequestSections(PullRequestVerdict verdict, MarkdownWriter writer)
{
    /// <summary>The most characters of a name in a line that is always there.</summary>
    public const int LongestName = 60;

    private const int MostPathsNamed = 3;
    private const int MostDifferences = 6;
    private const string Undecided = "⚪";

    private readonly PullRequestResults _results = verdict.Results;

    /// <summary>What an outcome is called, and the sign that is seen first.</summary>
    public static (string Sign, string Text) Word(PullRequestOutcome outcome) => outcome switch
    {
        PullRequestOutcome.Better => ("🟢", "Robustness better"),
        PullRequestOutcome.Worse => ("🔴", "Robustness worse"),
        PullRequestOutcome.Mixed => ("🟠", "Robustness better for some variants and worse for others"),
        PullRequestOutcome.UpperBound => ("⚪", "Robustness gain unproven: an upper bound"),
        PullRequestOutcome.NoSignificantChange => ("⚪", "No significant change of robustness"),
        PullRequestOutcome.NotComparable => ("⚪", "Robustness not comparable with the base"),
        PullRequestOutcome.NoBase => ("⚪", "Robustness measured, and no base to compare with yet"),
        _ => ("⛔", "No verdict on robustness"),
    };

    /// <summary>What stands before the verdict: numbers that are only claimed, or of another plan than the base's, are called so.</summary>
    public static string Caution(PullRequestVerdict verdict) =>
        (verdict.Results.Tier == TrustTier.Claimed ? "Only claimed: " : "") + (verdict.PlanDifferences.IsEmpty ? "" : "By another plan than the base: ");

    /// <summary>
    /// The numbers of a comparable cell: <c>60.0 % → 52.0 %, −8.0 points [−12.1, −3.9], p &lt; 0.001</c>; of an upper bound, in place of the
    /// p-value, which attacks it lacks.
    /// </summary>
    public static string Numbers(ComparedCell cell) =>
        $"{Format.Accuracy(cell.First!.Accuracy)} → {Format.Accuracy(cell.Second!.Accuracy)}, "
        + $"{Format.GainInPoints(cell.Comparison!.Difference)} {Format.GainInterval(cell.Comparison.Interval)}, "
        + (cell.Change == Change.UpperBound ? cell.Word : Format.PValue(cell.AdjustedPValue));

    /// <summary>The verdict, and whether it may be believed.</summary>
    public void Headline()
    {
        var (sign, text) = Word(verdict.Outcome);
        writer.Heading(3, $"{(_results.Tier == TrustTier.Claimed ? Undecided : sign)} {Caution(verdict)}{text}{Decisive()}");
        writer.Paragraph($"{Belief()} {CheckCount()}");
        if (verdict is { Margin: { Outcome: not MarginOutcome.Kept } margin, Outcome: not PullRequestOutcome.NoVerdict })
            writer.Paragraph($"{MarkdownText.Shortened(margin.Reason, 4 * LongestName)}");
        if (!verdict.PlanDifferences.IsEmpty)
        {
            writer.Paragraph(
                $"**Another plan than that of the base**: {MarkdownText.Join($"; ", verdict.PlanDifferences.Take(MostDifferences).Select(static difference => MarkdownText.Shortened(difference, 4 * LongestName)))}.");
        }
    }

    /// <summary>The worst case of so many variants, against the base or, without one, by itself.</summary>
    public void Table(int most)
    {
        if (verdict.Comparison is not { } comparison)
        {
            new RobustnessTableSection().Write(_results.Head with { Timings = null }, writer);
            return;
        }

        ComparisonTable.WriteCells(comparison, ClearestFirst(comparison.Cells.Where(static cell => cell.IsWorstCase), most), writer);
        ComparisonTable.WriteNote(comparison, writer);
    }

    /// <summary>How the worst case went on the default branch; nothing where that is not known.</summary>
    public void Courses() => writer.Bullets(_results.Courses.Select(static course => (MarkdownText)
        $"Default branch, {MarkdownText.Shortened(course.Variant, LongestName)}: {TextSparkline.Draw([.. course.Points.Select(static point => point.WorstCase)])} {LeaderboardWords.CourseOf(course.Points)}"));

    /// <summary>Every attack by itself, as many as are asked for: those that changed most clearly.</summary>
    public void Attacks(int most)
    {
        if (verdict.Comparison is not { } comparison)
            return;
        var cells = comparison.Cells.Where(static cell => !cell.IsWorstCase).ToList();
        writer.Details(
            FormattableString.Invariant($"Clean and attack by attack, {Math.Min(most, cells.Count)} of {cells.Count} comparisons"),
            inner => ComparisonTable.WriteCells(comparison, ClearestFirst(cells, most), inner));
    }

    /// <summary>What the checks found.</summary>
    public void Checks()
    {
        if (!_results.Head.Checks.IsEmpty)
            writer.Details("Checks", inner => new ChecksSection().Write(_results.Head, inner));
    }

    /// <summary>Where the numbers come from and how to get them again.</summary>
    public void Provenance() => writer.Details("Provenance and how to reproduce", inner =>
    {
        new ProvenanceSection().Write(_results.Head with { Timings = null }, inner);
        if (_results.Base is { Provenance: { } provenance })
        {
            inner.Paragraph(
                $"The base was evaluated by {provenance.ToolVersion}{Commit(provenance)}, plan {MarkdownText.Code(provenance.PlanHash)}.");
            if (provenance.Commit != _results.Head.Provenance.Commit || _results.Head.Provenance.Dirty == true)
                inner.Paragraph($"**Another tool than that of the base**: the results of the pull request say that their tool was built from {Source(_results.Head.Provenance)}.");
        }
    });

    /// <summary>The commits, and where more is.</summary>
    public void Links()
    {
        var head = MarkdownText.Code(Short(_results.HeadCommit));
        MarkdownText commits = _results.BaseCommit is { } commit
            ? $"{head} against {MarkdownText.Code(Short(commit))}"
            : head;
        var missing = _results is { Base: null, BaseCommit: { } without } ? Missing(MarkdownText.Code(Short(without))) : MarkdownText.Empty;
        MarkdownText[] links =
        [
            .. _results.DetailsPage is { } details
                ? [MarkdownText.Link($"class-wise results", details)] : (MarkdownText[])[],
            .. _results.FilesPage is { } files
                ? [MarkdownText.Link($"plots and every image's outcome", files)] : (MarkdownText[])[],
            .. _results.RunPage is { } run ? [MarkdownText.Link($"the run that evaluated", run)] : (MarkdownText[])[],
        ];
        MarkdownText more = links.Length > 0 ? $" More: {MarkdownText.Join($", ", links)}." : MarkdownText.Empty;
        writer.Paragraph($"{commits}.{missing}{more}");
    }

    private static IEnumerable<ComparedCell> ClearestFirst(IEnumerable<ComparedCell> cells, int most)
    {
        var all = cells.ToList();
        return all.Count <= most ? all
            : all.OrderBy(static cell => cell.AdjustedPValue).ThenByDescending(static cell => Math.Abs(cell.Comparison?.Difference ?? 0)).Take(most);
    }

    private static MarkdownText Commit(ProvenanceInfo provenance) =>
        provenance.Commit is { } commit ? $", commit {MarkdownText.Code(commit)}" : MarkdownText.Empty;

    private static MarkdownText Source(ProvenanceInfo provenance)
    {
        var commit = provenance.Commit is { } known ? $"commit {MarkdownText.Code(known)}" : (MarkdownText)$"an unknown commit";
        return provenance.Dirty == true ? $"{commit} with changed files" : commit;
    }

    private MarkdownText Missing(MarkdownText commit) => _results.BaseEvaluation switch
    {
        { State: BaseEvaluationState.UnderWay } evaluation =>
            $" There are no results of {commit} yet: it {Linked($"is being evaluated", evaluation)}, and then this report compares with them.",
        { State: BaseEvaluationState.Fruitless } evaluation =>
            $" There are no results of {commit}: {Linked($"its evaluation", evaluation)} left none.",
        { State: BaseEvaluationState.NoWorkflow } evaluation =>
            $" There are no results of {commit}, and no workflow {MarkdownText.Code(evaluation.Workflow)} of this repository that could be started to evaluate it.",
        { State: BaseEvaluationState.NotPermitted } evaluation =>
            $" There are no results of {commit}, and this report has not the right to start {MarkdownText.Code(evaluation.Workflow)} to evaluate it.",
        _ => $" There are no results of {commit} yet; once it has been evaluated, this report compares with them.",
    };

    private static MarkdownText Linked(MarkdownText text, BaseEvaluation evaluation) =>
        evaluation.Page is { } page ? MarkdownText.Link(text, page) : text;

    private static string Short(string commit) => VisibleText.Shortened(commit, 12);

    private MarkdownText Decisive()
    {
        if (verdict.Outcome == PullRequestOutcome.NoVerdict || verdict.Decisive is not { } cell)
            return MarkdownText.Empty;
        return $": {MarkdownText.Shortened(cell.Variant.DisplayName, LongestName)} {MarkdownText.Number(Numbers(cell))}";
    }

    private MarkdownText Belief() => _results.Tier switch
    {
        TrustTier.Verified => $"**Verified**: measured on the default branch.",
        TrustTier.UnmodifiedHarness =>
            $"**Measured by unmodified code** on the pull request's runner: it changes models, data and texts alone.",
        TrustTier.Audited =>
            $"**Audited**: blocks that were drawn after the upload were computed again by the default branch's code, and agree.",
        _ => $"**Only claimed**: {ClaimedBecause()}, so its author decides what these numbers are.",
    };

    private MarkdownText ClaimedBecause()
    {
        var named = _results.ClaimedBecause.Take(MostPathsNamed).Select(static path => MarkdownText.Code(VisibleText.Shortened(path, LongestName)));
        var more = _results.ClaimedBecause.Length - MostPathsNamed;
        MarkdownText andMore = more > 0 ? $" and {Format.Count(more)} more" : MarkdownText.Empty;
        return _results.ClaimedBecause.IsEmpty
            ? MarkdownText.Plain("the pull request may change what measures it")
            : $"the pull request changes what measures it ({MarkdownText.Join($", ", named)}{andMore})";
    }

    private MarkdownText CheckCount()
    {
        var findings = ReportTrust.Assess(_results.Head).Findings;
        if (!findings.IsEmpty)
        {
            var reasons = findings.Take(MostPathsNamed)
                .Select(static finding => MarkdownText.Shortened(finding.Message.TrimEnd('.'), 4 * LongestName));
            return $"**The numbers should not be believed**: {MarkdownText.Join($"; ", reasons)}.";
        }

        var warnings = _results.Head.Checks.Count(static check => check.Severity == CheckSeverity.Warning);
        return warnings switch
        {
            0 => $"No check objects.",
            1 => $"One check warns.",
            _ => $"{warnings} checks warn.",
        };
    }
}
