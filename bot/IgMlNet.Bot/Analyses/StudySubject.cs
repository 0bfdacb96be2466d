using IgMlNet.Bot.Plans;

namespace IgMlNet.Bot.Analyses;

/// <summary>What a study is about.</summary>
internal sealed record StudySubject
{
    /// <summary>The plan without defenses: images, model, attacks.</summary>
    public required EvaluationPlan Plan { get; init; }

    /// <summary>The rankings' identifiers.</summary>
    public required IReadOnlyList<string> Rankings { get; init; }

    /// <summary>How CD-IR ranks.</summary>
    public required PlanClip Clip { get; init; }

    /// <summary>The k where it is not varied.</summary>
    public required int K { get; init; }

    /// <summary>The number of neurons of the layer.</summary>
    public required int Neurons { get; init; }

    /// <summary>The neuron layers of the model, the first one first.</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>The threat model's ε.</summary>
    public required double Epsilon { get; init; }

    /// <summary>The probe images that there are.</summary>
    public required int ProbeImages { get; init; }

    /// <summary>A grid of defenses with the subject's rankings, k and CLIP, without smoothing.</summary>
    public PlanDefense Grid => new()
    {
        Rankings = Rankings,
        Clip = Clip,
        K = [Options.NeuronsKept.Of(K)],
        Smoothing = Options.SmoothingChoice.Off,
    };
}
