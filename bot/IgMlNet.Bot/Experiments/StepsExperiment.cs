using System.Collections.Immutable;
using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Bot.Experiments;

/// <summary>Robust accuracy under one step of an attack and ever more, which should do more up to a limit.</summary>
internal sealed class StepsExperiment : EvaluatedExperiment
{
    /// <inheritdoc/>
    public override PlanPreset Preset => PlanPreset.Steps;

    /// <inheritdoc/>
    public override string Title => "Robust accuracy against the steps of attacks";

    /// <inheritdoc/>
    public override string Origin => "Fig. 7 C";

    /// <inheritdoc/>
    public override string Purpose => "Whether more steps of an attack do more, as they must where gradients can be relied on.";

    /// <inheritdoc/>
    protected override bool VariesAttacks => true;

    /// <inheritdoc/>
    public override ImmutableArray<ExperimentTable> Tables(EvaluationPlan plan, RobustnessReport report) =>
    [
        new ExperimentTable
        {
            Id = "accuracy",
            Title = "Robust accuracy under one step (FGSM) and more (APGD-CE)",
            Form = ExperimentForm.Lines,
            RowsAre = "attack, with its steps",
            NumbersAre = "robust accuracy",
            Unit = ExperimentUnit.Share,
            Columns = [.. report.Variants.Select(variant => variant.DisplayName)],
            Rows =
            [
                .. report.MainAttacks.Select(attack => new ExperimentRow
                {
                    Key = attack.DisplayName,
                    Values = [.. report.Variants.Select(variant => (double?)Accuracy(report, variant, attack.Id))],
                }),
            ],
        },
    ];

    /// <inheritdoc/>
    public override ImmutableArray<string> Findings(RobustnessReport report)
    {
        var attacks = report.MainAttacks.ToList();
        return
        [
            .. report.Variants.Select(variant =>
            {
                var (few, many) = (Verdicts(variant, attacks[0]), Verdicts(variant, attacks[^1]));
                return $"{variant.DisplayName}: {attacks[^1].DisplayName} leaves {Format.Accuracy(many.Accuracy)} {Format.AccuracyInterval(many.Interval)}, "
                    + $"{Format.GainInPoints(many.Accuracy - few.Accuracy)} beside {attacks[0].DisplayName} and "
                    + $"{Format.GainInPoints(many.Accuracy - Verdicts(variant, attacks[^2]).Accuracy)} beside {attacks[^2].DisplayName}";
            }),
        ];

        ImageVerdicts Verdicts(VariantInfo variant, AttackInfo attack) => ImageVerdicts.FromOutcome(report.OutcomeOf(variant.Id, attack.Id));
    }
}
