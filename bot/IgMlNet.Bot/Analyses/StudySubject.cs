using IgMlNet.Bot.Options;
using IgMlNet.Bot.Plans;

namespace IgMlNet.Bot.Analyses;

/// <summary>What a study is about.</summary>
internal sealed record StudySubject
{
    /// <summary>The plan without defenses: images, model, attacks.</summary>
    public required EvaluationPlan Plan { get; init; }

    /// <summary>How CD-IR ranks.</summary>
    public required PlanClip Clip { get; init; }

    /// <summary>The k where it is not varied.</summary>
    public required NeuronsKept K { get; init; }

    /// <summary>σ_d where it is not varied; null for ε/2.</summary>
    public required IReadOnlyList<PixelLength>? Deviations { get; init; }
}
