namespace IgMlNet.Bot.Plans;

/// <summary>The attacks behind a table or figure of the paper, by its name; the images, models and defenses are the plan's own.</summary>
/// <param name="Id">The name in plans, e.g. <c>table-10</c>.</param>
/// <param name="Attacks">The attacks at the threat model's ε.</param>
/// <param name="SweptAttacks">Attacks that are also run at other ε.</param>
/// <param name="SweptEpsilons">Those ε.</param>
/// <remarks>Paper: Kulkarni &amp; Weng, Interpretability-Guided Test-Time Adversarial Defense (ECCV 2024).</remarks>
internal sealed record PlanPreset(
    string Id, IReadOnlyList<string> Attacks, IReadOnlyList<string> SweptAttacks, IReadOnlyList<double> SweptEpsilons)
{
    /// <summary>All presets.</summary>
    public static IReadOnlyList<PlanPreset> All { get; } =
    [
        .. new[] { "table-1", "table-2", "table-3", "table-4", "table-5", "table-8" }
            .Select(table => new PlanPreset(table, ["iw-wc"], [], [])),
        new PlanPreset("table-10", ["autoattack"], ["autoattack"], [4 / 255.0, 8 / 255.0, 16 / 255.0, 32 / 255.0]),
        new PlanPreset("table-11", ["autoattack"], [], []),
        new PlanPreset("figure-7c", ["fgsm", "apgd-ce-5", "apgd-ce-10", "apgd-ce-20", "apgd-ce-50", "apgd-ce-100"], [], []),
    ];
}
