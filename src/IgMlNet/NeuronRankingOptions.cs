using IgMlNet.Ranking;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet;

/// <summary>Options of <see cref="NeuronRankingEstimator"/>.</summary>
public sealed record NeuronRankingOptions : ImageScoringOptions, IProbeOptions
{
    private readonly string _labelColumnName = "Label";
    private readonly string _topActivationsColumnName = "TopActivations";
    private readonly string _topShareColumnName = "TopActivationShare";
    private readonly int _k = 50;

    /// <inheritdoc cref="DefenseTrainerOptions.LabelColumnName"/>
    public string LabelColumnName
    {
        get => _labelColumnName;
        init => _labelColumnName = Name(value);
    }

    /// <summary>
    /// The output Vector&lt;Single, k&gt;: activations of the top-k neurons of the predicted class. Its annotations carry the
    /// ranking. Default <c>TopActivations</c>.
    /// </summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string TopActivationsColumnName
    {
        get => _topActivationsColumnName;
        init => _topActivationsColumnName = Name(value);
    }

    /// <summary>
    /// The output Single in [0,1]: the share of the layer's activation that is on those neurons. Default
    /// <c>TopActivationShare</c>.
    /// </summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string TopShareColumnName
    {
        get => _topShareColumnName;
        init => _topShareColumnName = Name(value);
    }

    /// <summary>The number of neurons k. Default: the paper's 50.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int K
    {
        get => _k;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _k = value;
        }
    }

    /// <inheritdoc cref="DefenseTrainerOptions.RankingMethod"/>
    public RankingMethod RankingMethod { get; init; } = LeaveOneOut.Signed;

    /// <summary>The layer to rank, e.g. <c>layer4</c>; null (the default) for the deepest, as in the paper.</summary>
    public string? Layer { get; init; }

    /// <inheritdoc cref="DefenseTrainerOptions.RankingOptions"/>
    public RankingOptions RankingOptions { get; init; } = new();

    /// <inheritdoc cref="DefenseTrainerOptions.Progress"/>
    public IProgress<double>? Progress { get; init; }

    /// <inheritdoc cref="DefenseTrainerOptions.CancellationToken"/>
    public CancellationToken CancellationToken { get; init; }
}
