using System.Globalization;
using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Bot.Analyses;

/// <summary>Sensitivity to τ, the temperature of the soft pseudo-label.</summary>
internal sealed class TemperatureStudy : GridStudy
{
    /// <inheritdoc/>
    public override PlanPreset Preset => PlanPreset.Temperature;

    /// <inheritdoc/>
    public override string Title => "Sensitivity to the temperature τ";

    /// <inheritdoc/>
    public override string Origin => "Fig. 6 C";

    /// <inheritdoc/>
    public override string Purpose => "How sharp the pseudo-label must be: clean and robust accuracy by τ.";

    /// <inheritdoc/>
    protected override string Parameter => "τ";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Keys(PlanDefense grid, RobustnessReport report, IReadOnlyList<VariantInfo> variants) =>
        [.. grid.Temperatures.Select(temperature => temperature.ToString(CultureInfo.InvariantCulture))];
}
