using IgMlNet.Bot.Plans.Values;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Defenses;

namespace IgMlNet.Bot.Plans.Defenses;

/// <summary>Randomized smoothing by itself: every number of noisy copies with every σ.</summary>
internal sealed record SmoothingGrid : PlanDefense
{
    /// <summary>Its settings.</summary>
    public static SettingGroup<SmoothingGrid> Group { get; } = new(
        static (defense, source) => defense with { Source = source },
        NoiseSettings.Deviations.Of<SmoothingGrid>(static grid => grid.Deviations, static (grid, value) => grid with { Deviations = value }),
        NoiseSettings.Samples.Of<SmoothingGrid>(static grid => grid.NoiseSamples, static (grid, value) => grid with { NoiseSamples = value }));

    /// <inheritdoc/>
    public override DefenseKind Kind => DefenseKind.Smoothing;

    /// <summary>Standard deviations σ of the noise; null for ε/2, the standard in ℓ∞.</summary>
    public IReadOnlyList<PixelLength>? Deviations { get; init; }

    /// <summary>Numbers of noisy copies n_s over which logits are averaged.</summary>
    public IReadOnlyList<int> NoiseSamples { get; init; } = [1];

    /// <inheritdoc/>
    public override IEnumerable<Action> Checks(LoadedPlan plan) => [() => Smoothings(plan.ThreatModel)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> VariantIds(LoadedModel model) => [.. Create(model.Plan.ThreatModel).Select(defense => defense.Id)];

    /// <inheritdoc/>
    public override IEnumerable<Defense> Create(LoadedModel model, CancellationToken cancellationToken) => Create(model.Plan.ThreatModel);

    private IEnumerable<Defense> Create(ThreatModel threatModel) => Smoothings(threatModel).Select(smoothing => new RandomizedSmoothing(smoothing));

    private List<Smoothing> Smoothings(ThreatModel threatModel) => [.. NoiseSettings.Of(
        Deviations, NoiseSamples, threatModel,
        problem => Source.Fault(NoiseSettings.Deviations, problem, $"Give {Source.Name(NoiseSettings.Deviations)}"))];
}
