using System.Collections.Immutable;
using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Bot.Experiments;

/// <summary>Clean accuracy and robust accuracy in the worst case over the attacks, class by class: the mean, the best and the worst.</summary>
internal sealed class ClassesExperiment : EvaluatedExperiment
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
    public override ImmutableArray<ExperimentTable> Tables(EvaluationPlan plan, RobustnessReport report)
    {
        var attacks = AttacksOf(report);
        var clean = report.Variants.Select(variant => OfClasses(ImageVerdicts.FromOutcome(report.OutcomeOf(variant.Id, RobustnessReport.CleanId)))).ToList();
        var robust = report.Variants.Select(variant => OfClasses(ImageWiseWorstCase.FromReport(report, variant.Id).Verdicts)).ToList();
        return
        [
            new ExperimentTable
            {
                Id = "extremes",
                Title = $"The mean over the classes, and the best and the worst class of each column; robust: worst case over {attacks}",
                Form = ExperimentForm.Table,
                RowsAre = "variant",
                NumbersAre = "accuracy",
                Unit = ExperimentUnit.Share,
                Columns = ["mean, clean", "mean, robust", "best, clean", "best, robust", "worst, clean", "worst, robust"],
                Rows =
                [
                    .. report.Variants.Select((variant, i) => new ExperimentRow
                    {
                        Key = variant.DisplayName,
                        Values = [clean[i].Average(), robust[i].Average(), clean[i].Max(), robust[i].Max(), clean[i].Min(), robust[i].Min()],
                    }),
                ],
            },
            Table("clean", "Clean accuracy", clean),
            Table("robust", $"Robust accuracy in the worst case over {attacks}", robust),
        ];

        List<double?> OfClasses(ImageVerdicts verdicts) =>
            [.. report.Dataset.Classes.Select((_, label) => verdicts.OfClass(label, report.Labels)?.Accuracy)];

        ExperimentTable Table(string id, string title, List<List<double?>> accuracies) => new()
        {
            Id = id,
            Title = title,
            Form = ExperimentForm.Bars,
            RowsAre = "class",
            NumbersAre = "accuracy",
            Unit = ExperimentUnit.Share,
            Columns = [.. report.Variants.Select(variant => variant.DisplayName)],
            Rows =
            [
                .. report.Dataset.Classes.Select((name, label) => new ExperimentRow
                {
                    Key = name,
                    Values = [.. accuracies.Select(ofClasses => ofClasses[label])],
                }),
            ],
        };
    }
}
