using IgMlNet.Ranking;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet;

/// <summary>Options of <see cref="InterpretabilityGuidedDefenseTrainer"/>.</summary>
public sealed record DefenseTrainerOptions : DefendedScoringOptions, IProbeOptions
{
    private readonly string _labelColumnName = "Label";
    private readonly string? _rankingColumnName;

    /// <summary>The label: a key with a value for every class of the base model. Default <c>Label</c>.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string LabelColumnName
    {
        get => _labelColumnName;
        init => _labelColumnName = Name(value);
    }

    /// <summary>
    /// The column of top activations of a <see cref="NeuronRankingEstimator"/> further up the pipeline, whose ranking is taken over:
    /// fitting then reads no rows, and method and options of ranking are the other stage's. Null (the default) to rank here.
    /// </summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string? RankingColumnName
    {
        get => _rankingColumnName;
        init => _rankingColumnName = value is null ? null : Name(value);
    }

    /// <summary>How neurons are ranked. Default: LO-IR, the paper's Eq. 5.</summary>
    public RankingMethod RankingMethod { get; init; } = LeaveOneOut.Signed;

    /// <summary>The layer to rank and mask, e.g. <c>layer4</c>; null (the default) for the deepest, as in the paper.</summary>
    public string? Layer { get; init; }

    /// <summary>How ranking divides its work.</summary>
    public RankingOptions RankingOptions { get; init; } = new();

    /// <summary>Told the share of the ranking that is done, in [0,1]; null for no reports.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Stops fitting; seen at every probe row and before every batch of the ranking.</summary>
    public CancellationToken CancellationToken { get; init; }
}
