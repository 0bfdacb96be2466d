using IgMlNet.Robustness.Ranking;

namespace IgMlNet;

/// <summary>Options of <see cref="InterpretabilityGuidedDefenseTrainer"/>.</summary>
public sealed record DefenseTrainerOptions : DefendedScoringOptions
{
    private readonly string _labelColumnName = "Label";

    /// <summary>The label: a key with a value for every class of the base model. Default <c>Label</c>.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string LabelColumnName
    {
        get => _labelColumnName;
        init => _labelColumnName = Name(value);
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
