using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Bot.Analyses;

/// <summary>Sensitivity to σ_d, the standard deviation of the smoothing noise.</summary>
internal sealed class DeviationStudy : GridStudy
{
    /// <inheritdoc/>
    public override PlanPreset Preset => PlanPreset.Deviation;

    /// <inheritdoc/>
    public override string Title => "Sensitivity to the smoothing noise σ_d";

    /// <inheritdoc/>
    public override string Origin => "Fig. 6 A";

    /// <inheritdoc/>
    public override string Purpose => "How strong the smoothing noise may be: clean and robust accuracy by σ_d, n_s = 1.";

    /// <inheritdoc/>
    protected override string Parameter => "σ_d";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Keys(PlanDefense grid, RobustnessReport report, IReadOnlyList<VariantInfo> variants) =>
        [.. grid.Deviations!.Select(deviation => ThreatModelInfo.TextOf(deviation.At(report.ThreatModel.Epsilon)))];
}
