using IgMlNet.Bot.Options;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Experiments;
using IgMlNet.Robustness.Datasets;

namespace IgMlNet.Bot.Plans;

/// <summary>
/// What is to be evaluated, in words that do not depend on a machine: images, models, defenses, attacks, and what is compared.
/// The options of <c>igml evaluate</c> make one, and so does a plan file.
/// </summary>
internal sealed record EvaluationPlan
{
    /// <summary>The report's title; null for one made of model and data set.</summary>
    public string? Title { get; init; }

    /// <summary>A bundled data set's name, or the path of a folder.</summary>
    public required string Dataset { get; init; }

    /// <summary>What is done to image files; null for what the first model's card says, else nothing.</summary>
    public string? Preprocessing { get; init; }

    /// <summary>The part of it. Default: test.</summary>
    public DatasetSplit Split { get; init; } = DatasetSplit.Test;

    /// <summary>Images to evaluate on, classes in turn; null for all.</summary>
    public int? Samples { get; init; }

    /// <summary>Whether fewer images than <see cref="Samples"/> are an error.</summary>
    public bool RequiresSamples { get; init; }

    /// <summary>Images to rank neurons on, at most; an error where <see cref="RequiresProbeSamples"/> and there are fewer.</summary>
    public int ProbeSamples { get; init; } = 2000;

    /// <summary>Whether fewer probe images than <see cref="ProbeSamples"/> are an error.</summary>
    public bool RequiresProbeSamples { get; init; }

    /// <summary>The seed of all that is random.</summary>
    public ulong Seed { get; init; }

    /// <summary>The norm: <c>Linf</c>, <c>L2</c> or <c>L1</c>.</summary>
    public string Norm { get; init; } = "Linf";

    /// <summary>ε in pixel units of [0,1]; null for the data set's custom.</summary>
    public double? Epsilon { get; init; }

    /// <summary>The base models, each evaluated by itself.</summary>
    public IReadOnlyList<PlanModel> Models { get; init; } = [new PlanModel()];

    /// <summary>The defenses of each model.</summary>
    public IReadOnlyList<PlanDefense> Defenses { get; init; } = [];

    /// <summary>
    /// What is looked into in place of an evaluation, by the rankings, layer and k of the one grid of defenses; null to evaluate.
    /// </summary>
    public ModelExperiment? Analysis { get; init; }

    /// <summary>The attacks, as <c>--attacks</c> names them.</summary>
    public required IReadOnlyList<string> Attacks { get; init; }

    /// <summary>Attacks that are also run at <see cref="SweptEpsilons"/>.</summary>
    public IReadOnlyList<string> SweptAttacks { get; init; } = [];

    /// <summary>Further ε.</summary>
    public IReadOnlyList<PixelLength> SweptEpsilons { get; init; } = [];

    /// <summary>Which images each attack is run on.</summary>
    public AttackedImages AttackedImages { get; init; } = AttackedImages.All;

    /// <summary>Independent predictions of an image over which the verdict on a randomized variant is averaged.</summary>
    public int Draws { get; init; } = 10;

    /// <summary>Images in a block.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>The variant that gains are counted against: <c>base</c> or a defense's identifier.</summary>
    public string CompareWith { get; init; } = "base";
}
