using System.CommandLine;
using IgMlNet.Bot.Plans;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Bot.Options;

/// <summary>All options that make a plan: what is evaluated, and how.</summary>
internal sealed class PlanOptions
{
    private readonly IgmlOption<EvaluationBudget> _budget = new(
        "--budget", "name", $"{EvaluationBudget.Help}.",
        EvaluationBudget.Standard, OptionText.OneOf("--budget", [.. EvaluationBudget.All.Select(budget => (budget.Id, budget))]))
    { DefaultText = EvaluationBudget.Standard.Id };

    private readonly IgmlOption<PlanPreset?> _preset = new(
        "--preset", "name",
        $"Attacks and defenses of an experiment of the paper, where they are not named: {PlanPreset.Help}.",
        null, OptionText.OneOf("--preset", [.. PlanPreset.All.Select(preset => (preset.Id, (PlanPreset?)preset))]))
    { DefaultText = "none" };

    private readonly ImageOptions _images = new(EvaluationBudget.Standard.Samples, "as --budget says");
    private readonly ProbeOptions _probe = new();
    private readonly ModelOptions _model = new();
    private readonly DefenseOptions _defense = new();
    private readonly ThreatOptions _threat = new();
    private readonly RunOptions _run = new();

    private readonly IgmlOption<AttackedImages> _attackOn = new(
        "--attack-on", "all|survivors",
        "Which images each attack is run on: all, so that its number stands for itself, or those that cheaper attacks left, which " +
        "takes less time and gives the same worst case.",
        AttackedImages.All, ParseAttackedImages)
    { DefaultText = "all" };

    /// <summary>The options in groups of help.</summary>
    public IReadOnlyList<(string Title, IReadOnlyList<Option> Options)> Groups =>
    [
        ("Images", [.. _images.All, .. _probe.All]),
        ("Model", [.. _model.All]),
        ("Defense", [.. _defense.All]),
        ("CD-IR", [.. _defense.Clip.All]),
        ("Attack", [.. _threat.All, _attackOn]),
        ("Evaluation", [_budget, _preset, .. _run.All]),
    ];

    /// <summary>The plan that a command line makes.</summary>
    public EvaluationPlan Plan(ParseResult arguments)
    {
        var (samples, isGiven) = _images.Samples(arguments);
        var (probeSamples, isProbeGiven) = _probe.Samples(arguments);
        var (seed, draws, batchSize) = _run.Values(arguments);
        var budget = arguments.GetValue(_budget)!;
        var preset = arguments.GetValue(_preset);
        var (norm, epsilon, attacks) = _threat.Values(arguments, preset is null ? AttackList.Parse(budget.Attacks) : []);
        var plan = new EvaluationPlan
        {
            Dataset = _images.Dataset(arguments),
            Preprocessing = _images.Preprocessing(arguments)?.Name,
            Split = _images.Split(arguments),
            Samples = isGiven ? samples : budget.Samples,
            RequiresSamples = isGiven,
            ProbeSamples = probeSamples,
            RequiresProbeSamples = isProbeGiven,
            Seed = seed,
            Norm = norm.Id,
            Epsilon = epsilon,
            Models = [_model.Plan(arguments)],
            Defenses = preset is null || _defense.IsGiven(arguments) ? _defense.Plan(arguments) : preset.DefensesBy(_defense.Clip.Plan(arguments)),
            Attacks = attacks,
            AttackedImages = arguments.GetValue(_attackOn),
            Draws = draws,
            BatchSize = batchSize,
        };
        return preset?.Complete(plan) ?? plan;
    }

    /// <summary>Reads which images each attack is run on.</summary>
    /// <exception cref="IO.InputException">It is neither.</exception>
    public static AttackedImages ParseAttackedImages(string text) =>
        OptionText.OneOf("--attack-on", ("all", AttackedImages.All), ("survivors", AttackedImages.Survivors))(text);
}
