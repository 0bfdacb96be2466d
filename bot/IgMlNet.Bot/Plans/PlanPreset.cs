using IgMlNet.Bot.Options;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Bot.Plans;

/// <summary>
/// The attacks behind a table or figure of the paper, by its name, and the defenses where the plan lists none; images and models are the
/// plan's own.
/// </summary>
/// <param name="Id">The name in plans, e.g. <c>table-10</c>.</param>
/// <param name="Attacks">The attacks at the threat model's ε.</param>
/// <param name="SweptAttacks">Attacks that are also run at other ε.</param>
/// <param name="SweptEpsilons">Those ε.</param>
/// <param name="Defenses">The defenses of a plan that lists none.</param>
/// <remarks>Paper: Kulkarni &amp; Weng, Interpretability-Guided Test-Time Adversarial Defense (ECCV 2024).</remarks>
internal sealed record PlanPreset(
    string Id,
    IReadOnlyList<string> Attacks,
    IReadOnlyList<string> SweptAttacks,
    IReadOnlyList<double> SweptEpsilons,
    IReadOnlyList<PlanDefense> Defenses)
{
    private static readonly IReadOnlyList<PlanDefense> Others =
        [.. DefenseKind.All.Where(kind => kind != DefenseKind.InterpretabilityGuided).Select(kind => new PlanDefense { Kind = kind })];

    /// <summary>
    /// The paper's claim, put to the test: random masks, LO-IR in both of its readings and CD-IR where there is a CLIP, each with the k
    /// that the paper's procedure chooses, with and without smoothing, beside the other defenses, under the image-wise worst case.
    /// </summary>
    public static PlanPreset Claim { get; } = new(
        "claim",
        ["iw-wc"],
        [],
        [],
        [
            new PlanDefense { K = [NeuronsKept.Searched] },
            new PlanDefense { Rankings = [LeaveOneOut.Absolute.Id], K = [NeuronsKept.Searched] },
            .. Others,
        ]);

    /// <summary>All presets.</summary>
    public static IReadOnlyList<PlanPreset> All { get; } =
    [
        .. new[] { "table-1", "table-2", "table-3", "table-4", "table-5", "table-8" }
            .Select(table => new PlanPreset(table, ["iw-wc"], [], [], [])),
        new PlanPreset("table-10", ["autoattack"], ["autoattack"], [4 / 255.0, 8 / 255.0, 16 / 255.0, 32 / 255.0], []),
        new PlanPreset("table-11", ["autoattack"], [], [], []),
        new PlanPreset("figure-7c", ["fgsm", "apgd-ce-5", "apgd-ce-10", "apgd-ce-20", "apgd-ce-50", "apgd-ce-100"], [], [], []),
        Claim,
    ];
}
