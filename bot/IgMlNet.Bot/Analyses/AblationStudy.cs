using System.Collections.Immutable;
using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Analyses;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Bot.Analyses;

/// <summary>
/// What each part of the defense is worth: one pass without a mask, with and without smoothing of its logits; two passes without a mask,
/// with random masks, with rankings, each with and without smoothing of the pseudo-label. A mask that keeps all neurons is no mask: the
/// pseudo-label's probabilities add up to one.
/// </summary>
internal sealed class AblationStudy : Study
{
    /// <inheritdoc/>
    public override string Id => "ablation";

    /// <inheritdoc/>
    public override string Title => "Ablation of the defense's parts";

    /// <inheritdoc/>
    public override string Origin => "Table 6";

    /// <inheritdoc/>
    public override string Purpose => "What a second pass, a mask, its ranking and smoothing are worth, each by itself.";

    /// <inheritdoc/>
    public override IReadOnlyList<StudyPart> Parts(StudySubject subject)
    {
        var grid = subject.Grid with { Smoothing = SmoothingChoice.Both, Deviations = [subject.Epsilon / 2] };
        return
        [
            new StudyPart(
                subject.Plan with
                {
                    Defenses =
                    [
                        new PlanDefense { Kind = DefenseKind.Smoothing, Deviations = grid.Deviations },
                        grid with { Rankings = ["random"], K = [NeuronsKept.Of(subject.Neurons)] },
                        grid with { Rankings = ["random", .. subject.Rankings] },
                    ],
                },
                []),
        ];
    }

    /// <inheritdoc/>
    public override ImmutableArray<AnalysisTable> Tables(
        StudySubject subject, IReadOnlyList<(StudyPart Part, RobustnessReport Report)> results)
    {
        var report = results[0].Report;
        var attacks = report.MainAttacks.ToList();
        return
        [
            new AnalysisTable
            {
                Id = "accuracy",
                Title = "Accuracy of the parts",
                Form = AnalysisForm.Bars,
                RowsAre = "passes, mask, smoothing",
                NumbersAre = "accuracy",
                Unit = AnalysisUnit.Share,
                Columns = ["clean", .. attacks.Select(attack => attack.DisplayName), "worst case"],
                Rows =
                [
                    .. report.Variants.Select(variant => new AnalysisRow
                    {
                        Key = Name(variant, subject.Neurons),
                        Values =
                        [
                            Accuracy(variant, RobustnessReport.CleanId),
                            .. attacks.Select(attack => (double?)Accuracy(variant, attack.Id)),
                            ImageWiseWorstCase.Of(report, variant.Id).Verdicts.Accuracy,
                        ],
                    }),
                ],
            },
        ];

        double Accuracy(VariantInfo variant, string attack) => ImageVerdicts.Of(report.OutcomeOf(variant.Id, attack)).Accuracy;
    }

    /// <inheritdoc/>
    public override ImmutableArray<string> Findings(IReadOnlyList<(StudyPart Part, RobustnessReport Report)> results)
    {
        var report = results[0].Report;
        return
        [
            .. VariantVerdict.Of(report).Where(verdict => verdict.Variant.Ranking is not null).Select(verdict =>
                $"{verdict.Variant.DisplayName}: {Format.Word(verdict.Change)} in the worst case, {Format.GainInPoints(verdict.Comparison.Difference)}, " +
                $"{Format.PValue(verdict.AdjustedPValue)}"),
        ];
    }

    private static string Name(VariantInfo variant, int neurons)
    {
        if (variant.NeuronsKept is not { } k)
            return $"1, none, {(variant.Randomized ? "yes" : "no")}";
        var mask = k == neurons ? "none" : FormattableString.Invariant($"{variant.Ranking}-{k}");
        return $"2, {mask}, {(variant.Randomized ? "yes" : "no")}";
    }
}
