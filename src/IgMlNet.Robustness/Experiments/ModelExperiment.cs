namespace IgMlNet.Robustness.Experiments;

/// <summary>
/// An experiment of the paper that looks into a model, rather than at its accuracy under attacks. To add one, derive from this and
/// list it in <see cref="All"/>.
/// </summary>
public abstract class ModelExperiment
{
    /// <summary>All experiments.</summary>
    public static IReadOnlyList<ModelExperiment> All { get; } =
    [
        ActivationShift.Paper, ActivationShift.PublishedCode, new LossSurface(), new RankingCost(), new RepeatedSubmissions(), new OracleMasks(),
    ];

    /// <summary>The name in commands and files: small letters with dashes.</summary>
    public abstract string Id { get; }

    /// <summary>What it is about, in one line.</summary>
    public abstract string Title { get; }

    /// <summary>What of the paper it repeats.</summary>
    public abstract string Origin { get; }

    /// <summary>What it is good for, in one sentence, for help texts.</summary>
    public abstract string Purpose { get; }

    /// <summary>Does it.</summary>
    /// <param name="subject">The model, the images, the rankings.</param>
    /// <param name="progress">Told the share of the work that is done, in [0,1]; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every batch.</param>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public abstract ExperimentOutcome Run(ExperimentSubject subject, IProgress<double>? progress, CancellationToken cancellationToken);
}
