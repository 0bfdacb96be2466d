using System.Collections.Immutable;
using IgMlNet.Bot.Plans;
using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Experiments;

/// <summary>
/// An experiment that varies one number of the defense, or of its ranking: accuracy against it, clean, under every attack, and in the worst
/// case.
/// </summary>
/// <param name="preset">What is evaluated.</param>
/// <param name="title">What it is about, in one line.</param>
/// <param name="origin">What of the paper it repeats.</param>
/// <param name="purpose">What it is good for, in one sentence.</param>
/// <param name="parameter">What is varied, as the table and the axis call it.</param>
/// <param name="keysOf">The values of what is varied, as tables call them: of the grid, the report, and the variants of one ranking.</param>
internal sealed class GridExperiment(
    PlanPreset preset,
    string title,
    string origin,
    string purpose,
    string parameter,
    Func<MaskGrid, RobustnessReport, IReadOnlyList<VariantInfo>, IEnumerable<string>> keysOf) : EvaluatedExperiment
{
    /// <inheritdoc/>
    public override PlanPreset Preset => preset;

    /// <inheritdoc/>
    public override string Title => title;

    /// <inheritdoc/>
    public override string Origin => origin;

    /// <inheritdoc/>
    public override string Purpose => purpose;

    /// <inheritdoc/>
    public override ImmutableArray<ExperimentTable> Tables(EvaluationPlan plan, RobustnessReport report)
    {
        var whole = report.VariantOf(report.BaseVariantId);
        var curves = report.Variants.Where(variant => variant.Ranking is not null).GroupBy(variant => variant.Ranking!)
            .Select(group => (Name: RankingMethod.Find(group.Key).DisplayName + (group.First().Randomized ? " + RS" : ""), Variants: group.ToList()))
            .ToList();
        var keys = keysOf((MaskGrid)plan.Defenses.Single(), report, curves[0].Variants).ToList();
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
            RowsAre = parameter,
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
