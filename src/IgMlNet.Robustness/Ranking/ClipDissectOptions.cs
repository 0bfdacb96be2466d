using IgMlNet.Robustness.Clip;
using IgMlNet.Robustness.Ranking.Similarities;

namespace IgMlNet.Robustness.Ranking;

/// <summary>Options of <see cref="ClipDissect"/>; the defaults are the paper's, but for the CLIP.</summary>
public sealed record ClipDissectOptions
{
    private readonly ActivationPooling _pooling = ActivationPooling.Average;

    /// <summary>Where the CLIP comes from. Default: the one bundled with the probe images' data set.</summary>
    public ClipSource Clip { get; init; } = ClipSource.Bundled;

    /// <summary>How alike neurons and classes are. Default: soft-WPMI.</summary>
    public SimilarityFunction Similarity { get; init; } = SimilarityFunction.All[0];

    /// <summary>How class names become texts. Default: the bare name.</summary>
    public PromptTemplates Prompts { get; init; } = PromptTemplates.BareName;

    /// <summary>
    /// The classes in words, by label, e.g. from <see cref="Datasets.ClassTexts.Read"/>. Default: null, for
    /// <see cref="Datasets.ClassTexts.Of"/> the probe images' class names.
    /// </summary>
    public IReadOnlyList<string>? ClassTexts { get; init; }

    /// <summary>How a neuron's map of activations becomes one number. Default: its mean.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pooling.</exception>
    public ActivationPooling Pooling
    {
        get => _pooling;
        init => _pooling = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>Where embeddings and activations are kept between runs. Default: the user's cache folder.</summary>
    public FeatureCache Cache { get; init; } = FeatureCache.OfUser;
}
