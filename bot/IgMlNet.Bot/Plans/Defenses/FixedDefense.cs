using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Defenses;

namespace IgMlNet.Bot.Plans.Defenses;

/// <summary>A defense without settings, as its paper has it.</summary>
/// <param name="kind">Which one.</param>
/// <param name="create">Makes it for a threat model.</param>
internal sealed record FixedDefense(Func<DefenseKind> kind, Func<ThreatModel, Defense> create) : PlanDefense
{
    /// <summary>Its settings: none.</summary>
    public static SettingGroup<FixedDefense> Group { get; } = new(static (defense, source) => defense with { Source = source });

    /// <inheritdoc/>
    public override DefenseKind Kind => kind();

    /// <inheritdoc/>
    public override IReadOnlyList<string> VariantIds(LoadedModel model) => [create(model.Plan.ThreatModel).Id];

    /// <inheritdoc/>
    public override IEnumerable<Defense> Create(LoadedModel model, CancellationToken cancellationToken) => [create(model.Plan.ThreatModel)];
}
