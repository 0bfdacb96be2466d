using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Robustness.Ranking.Similarities;

namespace IgMlNet.Bot.Plans;

/// <summary>How a plan ranks by CD-IR.</summary>
internal sealed record PlanClip
{
    private static readonly ClipDissectOptions Defaults = new();

    /// <summary>The CLIP's file or folder; null for the one bundled with the data set.</summary>
    public string? Model { get; init; }

    /// <summary>Its vocabulary's file; null for one beside it.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>The numbers that it computes with.</summary>
    public ClipPrecision Precision { get; init; } = ClipPrecision.Single;

    /// <summary>How alike a neuron and a class are.</summary>
    public SimilarityFunction Similarity { get; init; } = Defaults.Similarity;

    /// <summary>What a class name is put into.</summary>
    public PromptTemplates Prompts { get; init; } = Defaults.Prompts;

    /// <summary>How a neuron's map of activations becomes one number.</summary>
    public ActivationPooling Pooling { get; init; } = Defaults.Pooling;

    /// <summary>Where embeddings are kept; no part of the plan's file, for results do not depend on it.</summary>
    public FeatureCache Cache { get; init; } = Defaults.Cache;

    /// <summary>An option of CD-IR that was given, which is wrong where CD-IR is not ranked by; null for none.</summary>
    public string? GivenOption { get; init; }
}
