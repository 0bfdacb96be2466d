using IgMlNet.Bot.Options;
using IgMlNet.Robustness.Defenses;

namespace IgMlNet.Bot.Plans;

/// <summary>
/// A grid of variants of the Interpretability-Guided Defense: every ranking with every k, τ and smoothing of the lists. Or one of the
/// defenses that it is compared with, of which <see cref="Deviations"/> and <see cref="NoiseSamples"/> are what smoothing alone has.
/// </summary>
internal sealed record PlanDefense
{
    /// <summary>Which defense.</summary>
    public DefenseKind Kind { get; init; } = DefenseKind.InterpretabilityGuided;

    /// <summary>SODEF's file; null to train it now, on the probe images.</summary>
    public string? StableOdeFile { get; init; }

    /// <summary>Whether images to rank neurons or to train on are needed.</summary>
    public bool NeedsProbe =>
        (Kind == DefenseKind.InterpretabilityGuided && RankingFile is null) || (Kind == DefenseKind.StableOde && StableOdeFile is null);

    /// <summary>The ranking methods' identifiers; null for random, LO-IR, and CD-IR where there is a CLIP.</summary>
    public IReadOnlyList<string>? Rankings { get; init; }

    /// <summary>How CD-IR ranks.</summary>
    public PlanClip Clip { get; init; } = new();

    /// <summary>The file or folder of a ranking that stands in for the one of its method; null for none.</summary>
    public string? RankingFile { get; init; }

    /// <summary>How many neurons each class keeps.</summary>
    public IReadOnlyList<NeuronsKept> K { get; init; } = [NeuronsKept.ATenth];

    /// <summary>Temperatures τ of the soft pseudo-label.</summary>
    public IReadOnlyList<double> Temperatures { get; init; } = [new InterpretabilityGuidedOptions().Temperature];

    /// <summary>Whether the pseudo-label is smoothed.</summary>
    public SmoothingChoice Smoothing { get; init; } = SmoothingChoice.Both;

    /// <summary>Standard deviations σ of the noise; null for ε/2.</summary>
    public IReadOnlyList<double>? Deviations { get; init; }

    /// <summary>Numbers of noisy copies n_s over which the pseudo-label is averaged.</summary>
    public IReadOnlyList<int> NoiseSamples { get; init; } = [1];
}
