using System.Collections.Immutable;
using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Bot.Experiments;

/// <summary>Robust accuracy as ε grows; at the largest it should come near zero.</summary>
internal sealed class EpsilonExperiment : EvaluatedExperiment
{
    /// <inheritdoc/>
    public override PlanPreset Preset => PlanPreset.Epsilon;

    /// <inheritdoc/>
    public override string Title => "Robust accuracy against ε";

    /// <inheritdoc/>
    public override string Origin => "Table 10";

    /// <inheritdoc/>
    public override string Purpose => "Whether attacks break everything once they may do enough: robust accuracy at ε/2, ε, 2ε and 4ε.";

    /// <inheritdoc/>
    public override ImmutableArray<ExperimentTable> Tables(EvaluationPlan plan, RobustnessReport report) =>
    [
        .. AccuracyCurve.AgainstEpsilon(report).GroupBy(static curve => curve.Attack).Select((curves, i) => new ExperimentTable
        {
            Id = FormattableString.Invariant($"attack-{i + 1}"),
            Title = $"Robust accuracy under {curves.Key}",
            Form = ExperimentForm.Lines,
            RowsAre = "ε",
            NumbersAre = "robust accuracy",
            Unit = ExperimentUnit.Share,
            Columns = [.. curves.Select(static curve => curve.Variant.DisplayName)],
            Rows =
            [
                .. curves.First().Points.Select((point, p) => new ExperimentRow
                {
                    Key = point.X == 0 ? "0, clean" : ThreatModelInfo.TextOf(point.X),
                    Values = [.. curves.Select(curve => (double?)curve.Points[p].Verdicts.Accuracy)],
                }),
            ],
        }),
    ];

    /// <inheritdoc/>
    public override ImmutableArray<string> Findings(RobustnessReport report) =>
    [
        .. AccuracyCurve.AgainstEpsilon(report).Select(curve =>
            $"{curve.Variant.DisplayName} under {curve.Attack}: {Format.Accuracy(curve.Points[^1].Verdicts.Accuracy)} " +
            $"{Format.AccuracyInterval(curve.Points[^1].Verdicts.Interval)} are left at ε = {ThreatModelInfo.TextOf(curve.Points[^1].X)}"),
    ];
}
