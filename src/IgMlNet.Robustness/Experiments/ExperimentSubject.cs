using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Models;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;

namespace IgMlNet.Robustness.Experiments;

/// <summary>What an experiment looks at: a model, images, rankings of one of its layers.</summary>
public sealed record ExperimentSubject
{
    private readonly int _k = 1;
    private readonly int _steps = 50;
    private readonly int _batchSize = 100;

    /// <summary>The base model; it stays the caller's.</summary>
    public required Classifier Classifier { get; init; }

    /// <summary>The images to attack, of the model's shape and classes.</summary>
    public required LabeledImages Images { get; init; }

    /// <summary>The images to rank neurons on.</summary>
    public required LabeledImages Probe { get; init; }

    /// <summary>Norm and ε.</summary>
    public required ThreatModel ThreatModel { get; init; }

    /// <summary>The seed of all that is random.</summary>
    public required RandomSeed Seed { get; init; }

    /// <summary>The layer whose neurons are looked at.</summary>
    public required NeuronLayer Layer { get; init; }

    /// <summary>How neurons are ranked, at least one way.</summary>
    public required IReadOnlyList<RankingMethod> Methods { get; init; }

    /// <summary>Ranks by a method; the same ranking for the same method, however often it is asked for.</summary>
    public required Func<RankingMethod, NeuronImportanceRanking> Rank { get; init; }

    /// <summary>The paper's k: neurons that are important to a class. Default 1; the paper takes 50 of 512.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int K
    {
        get => _k;
        init => _k = OptionValue.Positive(value);
    }

    /// <summary>Steps of the PGD that is looked at. Default 50, as in the paper's Appendix B.1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Steps
    {
        get => _steps;
        init => _steps = OptionValue.Positive(value);
    }

    /// <summary>Images that are worked on at once. Default 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int BatchSize
    {
        get => _batchSize;
        init => _batchSize = OptionValue.Positive(value);
    }
}
