using System.Globalization;
using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Bot.Analyses;

/// <summary>Sensitivity to k, the number of neurons that each class keeps.</summary>
internal sealed class KStudy : GridStudy
{
    /// <inheritdoc/>
    public override PlanPreset Preset => PlanPreset.K;

    /// <inheritdoc/>
    public override string Title => "Sensitivity to k";

    /// <inheritdoc/>
    public override string Origin => "Fig. 5 A, B";

    /// <inheritdoc/>
    public override string Purpose => "How few neurons a class needs: clean and robust accuracy by k.";

    /// <inheritdoc/>
    protected override string Parameter => "k, neurons kept for each class";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Keys(PlanDefense grid, RobustnessReport report, IReadOnlyList<VariantInfo> variants) =>
        [.. variants.Select(variant => variant.NeuronsKept!.Value.ToString(CultureInfo.InvariantCulture))];
}
