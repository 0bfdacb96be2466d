using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.Bot.Plans.Values;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Experiments;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Plans;

/// <summary>
/// What a table, a figure or the claim of the paper takes, by its name: attacks, other ε, defenses. It stands for what a plan does not
/// list itself; images and models are the plan's own.
/// </summary>
/// <remarks>
/// Paper: Kulkarni &amp; Weng, Interpretability-Guided Test-Time Adversarial Defense (ECCV 2024). Of an experiment that
/// <c>igml analyze</c> makes a table of, the preset has the experiment's name.
/// </remarks>
internal sealed record PlanPreset
{
    /// <summary>The paper's defense as its headline results have it: smoothed by one noise of σ_d = ε/2, masks of both rankings.</summary>
    private static readonly MaskGrid Headline = new() { Rankings = RankingChoice.Paper, Smoothing = SmoothingChoice.On };

    private static readonly IReadOnlyList<PlanDefense> Others =
        [.. DefenseKind.OfThePaper.Where(kind => kind != DefenseKind.InterpretabilityGuided).Select(kind => kind.New)];

    private PlanPreset(string id, string attack, params IReadOnlyList<PlanDefense> defenses) => (Id, Attacks, Defenses) = (id, AttackList.Parse(attack), defenses);

    /// <summary>An experiment that looks into a model: by the paper's rankings, and attacks nothing to evaluate it.</summary>
    private PlanPreset(ModelExperiment analysis) =>
        (Id, Attacks, Defenses, Analysis) = (analysis.Id, [], [Headline with { Smoothing = SmoothingChoice.Off }], analysis);

    /// <summary>
    /// The paper's claim, put to the test: random masks, LO-IR in both of its readings and CD-IR where there is a CLIP, each with the k
    /// that the paper's procedure chooses, with and without smoothing, beside the other defenses, under the image-wise worst case.
    /// </summary>
    public static PlanPreset Claim { get; } = new(
        "claim",
        AttackPreset.ImageWiseWorstCase.Id,
        [
            new MaskGrid { K = [NeuronsKept.Searched] },
            new MaskGrid { Rankings = RankingChoice.Of(LeaveOneOut.Absolute), K = [NeuronsKept.Searched] },
            .. Others,
        ]);

    /// <summary>
    /// What each part of the defense is worth: one pass with and without smoothing of its logits; two passes without a mask, with random
    /// masks and with rankings, each with and without smoothing of the pseudo-label. Table 6.
    /// </summary>
    public static PlanPreset Ablation { get; } = new(
        "ablation",
        AttackPreset.ImageWiseWorstCase.Id,
        new SmoothingGrid(),
        new MaskGrid { Rankings = RankingChoice.Of(RankingMethod.Find("random")), K = [NeuronsKept.All] },
        new MaskGrid());

    /// <summary>The number k of neurons kept, from 1/64 of the layer to all, a step an octave. Fig. 5 A and B, of which the paper's k go from 10 to 500 of 512.</summary>
    public static PlanPreset K { get; } = new(
        "k", StandardAutoAttack, Headline with { K = [.. Enumerable.Range(0, 7).Select(octave => NeuronsKept.OneIn(64 >> octave))] });

    /// <summary>The layer that is masked, the same number of neurons kept of each. Fig. 5 C and D.</summary>
    public static PlanPreset Layer { get; } = new("layer", StandardAutoAttack, Headline with { Layers = LayerChoice.All });

    /// <summary>The deviation σ_d of the noise, from ε/8 to 2ε: the paper's 1/255 to 16/255 at its ε of 8/255. Fig. 6 A.</summary>
    public static PlanPreset Deviation { get; } = new(
        "sigma", StandardAutoAttack, Headline with { Deviations = [.. Doubled(5, 0.125)] });

    /// <summary>The number n_s of noises. Fig. 6 B.</summary>
    public static PlanPreset NoiseSamples { get; } = new("noise-samples", StandardAutoAttack, Headline with { NoiseSamples = [1, 2, 4, 8, 16] });

    /// <summary>The temperature τ of the pseudo-label. Fig. 6 C.</summary>
    public static PlanPreset Temperature { get; } = new("tau", StandardAutoAttack, Headline with { Temperatures = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10] });

    /// <summary>The share of the probe images that neurons are ranked on. Fig. 7 A and B.</summary>
    public static PlanPreset ProbeShare { get; } = new("probe-share", StandardAutoAttack, Headline with { ProbeShares = [0.1, 0.25, 0.5, 1] });

    /// <summary>One step of an attack and ever more. Fig. 7 C.</summary>
    public static PlanPreset Steps { get; } = new("steps", AttackPreset.Figure7C.Id, Headline);

    /// <summary>The ε of attacks, from ε/2 to 4ε: the paper's 4/255 to 32/255. Table 10.</summary>
    public static PlanPreset Epsilon { get; } = new("epsilon", StandardAutoAttack, Headline) { SweptEpsilons = [.. Doubled(4, 0.5)] };

    /// <summary>Accuracy class by class. Table 11.</summary>
    public static PlanPreset Classes { get; } = new("classes", StandardAutoAttack, Headline);

    /// <summary>All presets.</summary>
    public static IReadOnlyList<PlanPreset> All { get; } =
    [
        .. new[] { "table-1", "table-2", "table-3", "table-4", "table-5", "table-8" }
            .Select(table => new PlanPreset(table, AttackPreset.ImageWiseWorstCase.Id)),
        Claim, Ablation, K, Layer, Deviation, NoiseSamples, Temperature, ProbeShare, Steps, Epsilon, Classes,
        .. ModelExperiment.All.Select(analysis => new PlanPreset(analysis)),
    ];

    /// <summary>What help says of them.</summary>
    public static string Help { get; } = string.Join(", ", All.Select(preset => preset.Id));

    /// <summary>The name in plans, e.g. <c>claim</c>.</summary>
    public string Id { get; }

    /// <summary>The attacks of a plan that lists none.</summary>
    public IReadOnlyList<NamedAttack> Attacks { get; }

    /// <summary>Further ε for the attacks of a plan that sweeps none.</summary>
    public IReadOnlyList<PixelLength> SweptEpsilons { get; private init; } = [];

    /// <summary>The defenses of a plan that lists none.</summary>
    public IReadOnlyList<PlanDefense> Defenses { get; }

    /// <summary>What is looked into in place of an evaluation; null to evaluate.</summary>
    public ModelExperiment? Analysis { get; }

    /// <summary>AutoAttack, under which the paper's analyses are.</summary>
    private static string StandardAutoAttack => "autoattack";

    /// <summary>The defenses, of which those that rank by CD-IR do so by a CLIP.</summary>
    public IReadOnlyList<PlanDefense> DefensesBy(PlanClip clip) => [.. Defenses.Select(defense => defense.RankedBy(clip))];

    /// <summary>A plan with what it does not list itself.</summary>
    public EvaluationPlan Complete(EvaluationPlan plan)
    {
        var attacks = plan.Attacks.Count > 0 ? plan.Attacks : Attacks;
        var isSwept = plan.Sweep is { Attacks.Count: 0, Epsilons.Count: 0 } && SweptEpsilons.Count > 0;
        return plan with
        {
            Preset = this,
            Attacks = attacks,
            Sweep = isSwept ? plan.Sweep with { Attacks = attacks, Epsilons = SweptEpsilons } : plan.Sweep,
            Defenses = plan.Defenses.Count > 0 ? plan.Defenses : Located(plan),
        };
    }

    /// <summary>Faults of the preset's defenses are those of the plan's.</summary>
    private IReadOnlyList<PlanDefense> Located(EvaluationPlan plan) =>
        [.. Defenses.Select((defense, i) => defense with { Source = plan.Source.Within(FormattableString.Invariant($"defenses[{i}]")) })];

    private static IEnumerable<PixelLength> Doubled(int count, double first) =>
        Enumerable.Range(0, count).Select(doublings => PixelLength.Epsilons(first * (1 << doublings)));
}
