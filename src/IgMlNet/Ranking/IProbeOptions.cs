using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Ranking;

/// <summary>How neurons are ranked on labelled rows, as every estimator's options that rank say it.</summary>
internal interface IProbeOptions
{
    string LabelColumnName { get; }

    RankingMethod RankingMethod { get; }

    string? Layer { get; }

    RankingOptions RankingOptions { get; }

    IProgress<double>? Progress { get; }

    CancellationToken CancellationToken { get; }
}
