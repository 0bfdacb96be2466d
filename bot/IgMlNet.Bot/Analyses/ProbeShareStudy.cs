using System.Globalization;
using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Bot.Analyses;

/// <summary>Sensitivity to the number of probe images that neurons are ranked on.</summary>
internal sealed class ProbeShareStudy : GridStudy
{
    /// <inheritdoc/>
    public override PlanPreset Preset => PlanPreset.ProbeShare;

    /// <inheritdoc/>
    public override string Title => "Sensitivity to the amount of probe images";

    /// <inheritdoc/>
    public override string Origin => "Fig. 7 A, B";

    /// <inheritdoc/>
    public override string Purpose => "How many labelled images ranking needs: clean and robust accuracy by the share of the probe images.";

    /// <inheritdoc/>
    protected override string Parameter => "share of the probe images";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Keys(PlanDefense grid, RobustnessReport report, IReadOnlyList<VariantInfo> variants) =>
        [.. grid.ProbeShares.Select(share => share.ToString("0.# %", CultureInfo.InvariantCulture))];
}
