using IgMlNet.Bot.Options;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Plans;

/// <summary>
/// A grid of variants of the Interpretability-Guided Defense: every ranking with every layer, probe share, k, τ and smoothing of the lists. Or one of the
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

    /// <summary>The word for the paper's rankings: LO-IR, and CD-IR where there is a CLIP.</summary>
    public const string PapersRankings = "paper";

    /// <summary>The word for all neuron layers of the model.</summary>
    public const string AllLayers = "all";

    /// <summary>
    /// The ranking methods' identifiers, or <see cref="PapersRankings"/> alone; null for random ones too.
    /// </summary>
    public IReadOnlyList<string>? Rankings { get; init; }

    /// <summary>The layers that are masked, one at a time, or <see cref="AllLayers"/> alone; null for the model's.</summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>Shares of the probe images that neurons are ranked on, in (0,1], at least one image a class.</summary>
    public IReadOnlyList<double> ProbeShares { get; init; } = [1];

    /// <summary>Whether CD-IR may be among the rankings.</summary>
    public bool MayRankByClip => Kind == DefenseKind.InterpretabilityGuided
        && (Rankings is null or [PapersRankings] || Rankings.Contains(new ClipDissect().Id));

    /// <summary>How CD-IR ranks.</summary>
    public PlanClip Clip { get; init; } = new();

    /// <summary>The file or folder of a ranking that stands in for the one of its method; null for none.</summary>
    public string? RankingFile { get; init; }

    /// <summary>How many neurons each class keeps; shares are of the model's layer, whichever are masked.</summary>
    public IReadOnlyList<NeuronsKept> K { get; init; } = [NeuronsKept.ATenth];

    /// <summary>Temperatures τ of the soft pseudo-label.</summary>
    public IReadOnlyList<double> Temperatures { get; init; } = [new InterpretabilityGuidedOptions().Temperature];

    /// <summary>Whether the pseudo-label is smoothed.</summary>
    public SmoothingChoice Smoothing { get; init; } = SmoothingChoice.Both;

    /// <summary>Standard deviations σ of the noise; null for ε/2, which is customary in ℓ∞ alone.</summary>
    public IReadOnlyList<PixelLength>? Deviations { get; init; }

    /// <summary>Numbers of noisy copies n_s over which the pseudo-label is averaged.</summary>
    public IReadOnlyList<int> NoiseSamples { get; init; } = [1];
}
