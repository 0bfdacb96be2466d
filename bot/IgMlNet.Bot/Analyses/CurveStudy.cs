using System.Collections.Immutable;
using IgMlNet.Reporting.Analyses;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Bot.Analyses;

/// <summary>A study of how an attack's strength matters: a curve for every variant, from the report's own curves.</summary>
internal abstract class CurveStudy : Study
{
    /// <summary>What is varied, as the table and the axis call it.</summary>
    protected abstract string Parameter { get; }

    /// <summary>The report's curves.</summary>
    protected abstract ImmutableArray<AccuracyCurve> Curves(RobustnessReport report);

    /// <summary>A point's place, as the table calls it.</summary>
    protected abstract string TextOf(double x);

    /// <inheritdoc/>
    public override ImmutableArray<AnalysisTable> Tables(
        StudySubject subject, IReadOnlyList<(StudyPart Part, RobustnessReport Report)> results) =>
    [
        .. Curves(results[0].Report).GroupBy(static curve => curve.Attack).Select((group, i) => new AnalysisTable
        {
            Id = FormattableString.Invariant($"attack-{i + 1}"),
            Title = $"Robust accuracy under {group.Key}",
            Form = AnalysisForm.Lines,
            RowsAre = Parameter,
            NumbersAre = "robust accuracy",
            Unit = AnalysisUnit.Share,
            Columns = [.. group.Select(static curve => curve.Variant.DisplayName)],
            Rows =
            [
                .. group.First().Points.Select((point, p) => new AnalysisRow
                {
                    Key = TextOf(point.X),
                    Values = [.. group.Select(curve => (double?)curve.Points[p].Verdicts.Accuracy)],
                }),
            ],
        }),
    ];
}
