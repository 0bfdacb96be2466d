using System.Collections.Immutable;
using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Experiments;

/// <summary>
/// What each part of the defense is worth. A mask that keeps all neurons is no mask: the pseudo-label's probabilities add up to one.
/// </summary>
internal sealed class AblationExperiment : EvaluatedExperiment
{
    /// <inheritdoc/>
    public override PlanPreset Preset => PlanPreset.Ablation;

    /// <inheritdoc/>
    public override string Title => "Ablation of the defense's parts";

    /// <inheritdoc/>
    public override string Origin => "Table 6";

    /// <inheritdoc/>
    public override string Purpose => "What a second pass, a mask, its ranking and smoothing are worth, each by itself.";

    /// <inheritdoc/>
    public override ImmutableArray<ExperimentTable> Tables(EvaluationPlan plan, RobustnessReport report)
    {
        var attacks = report.MainAttacks.ToList();
        var whole = report.Variants.Max(variant => variant.NeuronsKept);
        return
        [
            new ExperimentTable
            {
                Id = "accuracy",
                Title = $"Accuracy of the defense's parts; worst case over {AttacksOf(report)}",
                Form = ExperimentForm.Bars,
                RowsAre = "passes, mask",
                NumbersAre = "accuracy",
                Unit = ExperimentUnit.Share,
                Columns = ["clean", .. attacks.Select(attack => attack.DisplayName), "worst case"],
                Rows =
                [
                    .. report.Variants.Select(variant => new ExperimentRow
                    {
                        Key = Name(variant),
                        Values =
                        [
                            Accuracy(report, variant, RobustnessReport.CleanId),
                            .. attacks.Select(attack => (double?)Accuracy(report, variant, attack.Id)),
                            ImageWiseWorstCase.FromReport(report, variant.Id).Verdicts.Accuracy,
                        ],
                    }),
                ],
            },
        ];

        string Name(VariantInfo variant)
        {
            var smoothing = variant.Randomized ? " + RS" : "";
            if (variant.NeuronsKept is not { } k)
                return $"1, none{smoothing}";
            var mask = k == whole
                ? "none"
                : FormattableString.Invariant($"{RankingMethod.Find(variant.Ranking!).DisplayName}-{k}");
            return $"2, {mask}{smoothing}";
        }
    }
}
