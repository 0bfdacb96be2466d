using System.Collections.Immutable;
using IgMlNet.Reporting.Analyses;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Bot.Analyses;

/// <summary>A study that varies one number of the defense, or of its ranking: clean and worst-case robust accuracy against it.</summary>
internal abstract class GridStudy : Study
{
    /// <summary>What is varied, as the table and the axis call it.</summary>
    protected abstract string Parameter { get; }

    /// <inheritdoc/>
    public override ImmutableArray<AnalysisTable> Tables(
        StudySubject subject, IReadOnlyList<(StudyPart Part, RobustnessReport Report)> results)
    {
        var points = results.SelectMany(result => Points(result.Part, result.Report, subject.Rankings.Count)).ToList();
        var names = points[0].Variants.Select(variant => variant.Ranking!).ToList();
        return
        [
            Table("clean", "Clean accuracy", "clean accuracy", static (report, variant) =>
                ImageVerdicts.Of(report.OutcomeOf(variant, RobustnessReport.CleanId)).Accuracy),
            Table("robust", "Worst-case robust accuracy", "robust accuracy", static (report, variant) =>
                ImageWiseWorstCase.Of(report, variant).Verdicts.Accuracy),
        ];

        AnalysisTable Table(string id, string title, string numbers, Func<RobustnessReport, string, double> accuracy) => new()
        {
            Id = id,
            Title = title,
            Form = AnalysisForm.Lines,
            RowsAre = Parameter,
            NumbersAre = numbers,
            Unit = AnalysisUnit.Share,
            Columns = ["base model", .. names],
            Rows =
            [
                .. points.Select(point => new AnalysisRow
                {
                    Key = point.Key,
                    Values =
                    [
                        accuracy(point.Report, point.Report.Variants[0].Id),
                        .. point.Variants.Select(variant => (double?)accuracy(point.Report, variant.Id)),
                    ],
                }),
            ],
        };
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> Findings(IReadOnlyList<(StudyPart Part, RobustnessReport Report)> results)
    {
        var verdicts = results.SelectMany(result => VariantVerdict.Of(result.Report)).ToList();
        var count = (Change change) => verdicts.Count(verdict => verdict.Change == change);
        return
        [
            FormattableString.Invariant($"Against the base model, in the worst case over the attacks, {count(Change.Better)} of {verdicts.Count} variants are better, ")
            + FormattableString.Invariant($"{count(Change.Worse)} worse, and {count(Change.NotSignificant)} not significantly changed (exact McNemar test, Holm-adjusted within a report)"),
        ];
    }

    /// <summary>Points of a part: the variants of each ranking follow each other in the order of the keys.</summary>
    private static IEnumerable<Point> Points(StudyPart part, RobustnessReport report, int rankings)
    {
        if (report.Variants.Length - 1 != rankings * part.Keys.Count)
            throw new InvalidOperationException($"Expected {rankings} rankings of {part.Keys.Count} variants.");
        return part.Keys.Select((key, i) => new Point(
            key, report, [.. Enumerable.Range(0, rankings).Select(ranking => report.Variants[1 + (ranking * part.Keys.Count) + i])]));
    }

    /// <summary>A value of what is varied, and the variants that have it, a ranking each.</summary>
    private sealed record Point(string Key, RobustnessReport Report, IReadOnlyList<VariantInfo> Variants);
}
