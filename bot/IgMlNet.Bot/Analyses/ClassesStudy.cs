using System.Collections.Immutable;
using IgMlNet.Reporting.Analyses;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Bot.Analyses;

/// <summary>Robust accuracy class by class, in the worst case over the attacks.</summary>
internal sealed class ClassesStudy : Study
{
    /// <inheritdoc/>
    public override string Id => "classes";

    /// <inheritdoc/>
    public override string Title => "Robust accuracy by class";

    /// <inheritdoc/>
    public override string Origin => "Table 11";

    /// <inheritdoc/>
    public override string Purpose => "Whether some classes gain at the cost of others: worst-case robust accuracy by class.";

    /// <inheritdoc/>
    public override IReadOnlyList<StudyPart> Parts(StudySubject subject) => [new StudyPart(subject.Plan with { Defenses = [subject.Grid] }, [])];

    /// <inheritdoc/>
    public override ImmutableArray<AnalysisTable> Tables(
        StudySubject subject, IReadOnlyList<(StudyPart Part, RobustnessReport Report)> results)
    {
        var report = results[0].Report;
        return [Table("clean", "Clean accuracy", Clean), Table("robust", "Worst-case robust accuracy", Worst)];

        ImageVerdicts Clean(VariantInfo variant) => ImageVerdicts.Of(report.OutcomeOf(variant.Id, RobustnessReport.CleanId));

        ImageVerdicts Worst(VariantInfo variant) => ImageWiseWorstCase.Of(report, variant.Id).Verdicts;

        AnalysisTable Table(string id, string title, Func<VariantInfo, ImageVerdicts> verdicts) => new()
        {
            Id = id,
            Title = title,
            Form = AnalysisForm.Bars,
            RowsAre = "class",
            NumbersAre = "accuracy",
            Unit = AnalysisUnit.Share,
            Columns = [.. report.Variants.Select(variant => variant.DisplayName)],
            Rows =
            [
                .. report.Dataset.Classes.Select((name, label) => new AnalysisRow
                {
                    Key = name,
                    Values = [.. report.Variants.Select(variant => verdicts(variant).OfClass(label, report.Labels)?.Accuracy)],
                }),
            ],
        };
    }
}
