using System.Collections.Immutable;
using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Analyses;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Bot.Analyses;

/// <summary>Clean accuracy and robust accuracy in the worst case over the attacks, class by class: the mean, the best and the worst.</summary>
internal sealed class ClassesStudy : Study
{
    /// <inheritdoc/>
    public override PlanPreset Preset => PlanPreset.Classes;

    /// <inheritdoc/>
    public override string Title => "Robust accuracy by class";

    /// <inheritdoc/>
    public override string Origin => "Table 11";

    /// <inheritdoc/>
    public override string Purpose => "Whether some classes gain at the cost of others: worst-case robust accuracy by class.";

    /// <inheritdoc/>
    public override ImmutableArray<AnalysisTable> Tables(EvaluationPlan plan, RobustnessReport report)
    {
        var robust = $"Robust accuracy in the worst case over {AttacksOf(report)}";
        return
        [
            new AnalysisTable
            {
                Id = "extremes",
                Title = $"The mean over the classes, and the best and the worst class of each column; robust: worst case over {AttacksOf(report)}",
                Form = AnalysisForm.Table,
                RowsAre = "variant",
                NumbersAre = "accuracy",
                Unit = AnalysisUnit.Share,
                Columns = ["mean, clean", "mean, robust", "best, clean", "best, robust", "worst, clean", "worst, robust"],
                Rows =
                [
                    .. report.Variants.Select(variant =>
                    {
                        var (clean, worst) = (OfClasses(Clean(variant)), OfClasses(Worst(variant)));
                        return new AnalysisRow
                        {
                            Key = variant.DisplayName,
                            Values = [clean.Average(), worst.Average(), clean.Max(), worst.Max(), clean.Min(), worst.Min()],
                        };
                    }),
                ],
            },
            Table("clean", "Clean accuracy", Clean),
            Table("robust", robust, Worst),
        ];

        ImageVerdicts Clean(VariantInfo variant) => ImageVerdicts.Of(report.OutcomeOf(variant.Id, RobustnessReport.CleanId));

        ImageVerdicts Worst(VariantInfo variant) => ImageWiseWorstCase.Of(report, variant.Id).Verdicts;

        List<double?> OfClasses(ImageVerdicts verdicts) =>
            [.. report.Dataset.Classes.Select((_, label) => verdicts.OfClass(label, report.Labels)?.Accuracy)];

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
                    Values = [.. report.Variants.Select(variant => OfClasses(verdicts(variant))[label])],
                }),
            ],
        };
    }
}
