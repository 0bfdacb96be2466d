using System.Globalization;
using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Bot.Analyses;

/// <summary>Sensitivity to n_s, the number of noisy copies over which the pseudo-label is averaged.</summary>
internal sealed class NoiseSamplesStudy : GridStudy
{
    /// <inheritdoc/>
    public override PlanPreset Preset => PlanPreset.NoiseSamples;

    /// <inheritdoc/>
    public override string Title => "Sensitivity to the number of noises n_s";

    /// <inheritdoc/>
    public override string Origin => "Fig. 6 B";

    /// <inheritdoc/>
    public override string Purpose => "Whether more noisy copies pay: clean and robust accuracy by n_s.";

    /// <inheritdoc/>
    protected override string Parameter => "n_s, noises";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Keys(PlanDefense grid, RobustnessReport report, IReadOnlyList<VariantInfo> variants) =>
        [.. grid.NoiseSamples.Select(samples => samples.ToString(CultureInfo.InvariantCulture))];
}
