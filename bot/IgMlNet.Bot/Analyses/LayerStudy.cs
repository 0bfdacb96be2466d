using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Bot.Analyses;

/// <summary>Sensitivity to the layer that is masked; every layer keeps the same number of neurons for each class.</summary>
internal sealed class LayerStudy : GridStudy
{
    /// <inheritdoc/>
    public override PlanPreset Preset => PlanPreset.Layer;

    /// <inheritdoc/>
    public override string Title => "Sensitivity to the masked layer";

    /// <inheritdoc/>
    public override string Origin => "Fig. 5 C, D";

    /// <inheritdoc/>
    public override string Purpose => "Which layer to mask: clean and robust accuracy by layer, the same k in each.";

    /// <inheritdoc/>
    protected override string Parameter => "masked layer";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Keys(PlanDefense grid, RobustnessReport report, IReadOnlyList<VariantInfo> variants) =>
        [.. variants.Select(variant => variant.Layer!)];
}
