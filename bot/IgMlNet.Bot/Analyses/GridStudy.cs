using System.Collections.Immutable;
using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Analyses;

/// <summary>
/// A study that varies one number of the defense, or of its ranking: accuracy against it, clean, under every attack, and in the worst case.
/// </summary>
internal abstract class GridStudy : Study
{
    /// <summary>What is varied, as the table and the axis call it.</summary>
    protected abstract string Parameter { get; }

    /// <summary>The values of what is varied, as tables call them.</summary>
    /// <param name="grid">The plan's grid.</param>
    /// <param name="report">What came of it.</param>
    /// <param name="variants">The variants of one ranking, in order.</param>
    protected abstract IReadOnlyList<string> Keys(PlanDefense grid, RobustnessReport report, IReadOnlyList<VariantInfo> variants);

    /// <inheritdoc/>
    public override ImmutableArray<ExperimentTable> Tables(EvaluationPlan plan, RobustnessReport report)
    {
        var whole = report.VariantOf(report.BaseVariantId);
        var curves = report.Variants.Where(variant => variant.Ranking is not null).GroupBy(variant => variant.Ranking!)
            .Select(group => (Name: RankingMethod.Find(group.Key).DisplayName + (group.First().Randomized ? " + RS" : ""), Variants: group.ToList()))
            .ToList();
        var keys = Keys(plan.Defenses.Single(), report, curves[0].Variants);
        if (curves.Exists(curve => curve.Variants.Count != keys.Count))
            throw new InvalidOperationException($"Expected {keys.Count} variants of each ranking.");
        return
        [
            Table("clean", "Clean accuracy", "clean accuracy", variant => Accuracy(report, variant, RobustnessReport.CleanId)),
            .. report.MainAttacks.Select(attack => Table(
                attack.Id, $"Robust accuracy under {attack.DisplayName}", "robust accuracy", variant => Accuracy(report, variant, attack.Id))),
            Table("robust", $"Robust accuracy in the worst case over {AttacksOf(report)}", "robust accuracy", variant =>
                ImageWiseWorstCase.FromReport(report, variant.Id).Verdicts.Accuracy),
        ];

        ExperimentTable Table(string id, string title, string numbers, Func<VariantInfo, double> accuracy) => new()
        {
            Id = id,
            Title = title,
            Form = ExperimentForm.Lines,
            RowsAre = Parameter,
            NumbersAre = numbers,
            Unit = ExperimentUnit.Share,
            Columns = ["base model", .. curves.Select(curve => curve.Name)],
            Rows =
            [
                .. keys.Select((key, i) => new ExperimentRow
                {
                    Key = key,
                    Values = [accuracy(whole), .. curves.Select(curve => (double?)accuracy(curve.Variants[i]))],
                }),
            ],
        };
    }
}
