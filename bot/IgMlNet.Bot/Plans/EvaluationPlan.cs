using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.Bot.Plans.Values;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Experiments;
using IgMlNet.Robustness.Images;

namespace IgMlNet.Bot.Plans;

/// <summary>
/// What to evaluate, in words that do not depend on a machine: images, models, defenses, attacks, and what is compared. Options make one,
/// and so does a plan file; <see cref="PlanSettings"/> declares its settings.
/// </summary>
internal sealed record EvaluationPlan
{
    /// <summary>The identifier of the base model among variants.</summary>
    public const string BaseVariant = "base";

    /// <summary>Where the settings came from.</summary>
    public SettingSource Source { get; init; } = SettingSource.CommandLine;

    /// <summary>The report's title; null for one made of model and data set.</summary>
    public string? Title { get; init; }

    /// <summary>A bundled data set's name, or the path of a folder.</summary>
    public string Dataset { get; init; } = "fashion-mnist";

    /// <summary>What happens to image files; null for what the first model's card says, else nothing.</summary>
    public ImagePreprocessing? Preprocessing { get; init; }

    /// <summary>The part of the data set.</summary>
    public DatasetSplit Split { get; init; } = DatasetSplit.Test;

    /// <summary>Images to evaluate on, classes alternating.</summary>
    public SampleCount Samples { get; init; } = SampleCount.All;

    /// <summary>Images to rank neurons on.</summary>
    public SampleCount ProbeSamples { get; init; } = SampleCount.UpTo(2000);

    /// <summary>The seed of all randomness.</summary>
    public ulong Seed { get; init; }

    /// <summary>The norm of the threat model.</summary>
    public Norm Norm { get; init; } = Norm.Linf;

    /// <summary>ε in pixel units of [0,1]; null for the data set's standard one.</summary>
    public double? Epsilon { get; init; }

    /// <summary>The base models, each evaluated by itself.</summary>
    public IReadOnlyList<PlanModel> Models { get; init; } = [new PlanModel()];

    /// <summary>The defenses of each model.</summary>
    public IReadOnlyList<PlanDefense> Defenses { get; init; } = [];

    /// <summary>The preset that stands for what the plan does not list itself; null for none.</summary>
    public PlanPreset? Preset { get; init; }

    /// <summary>The experiment that looks into a model in place of an evaluation; null to evaluate.</summary>
    public ModelExperiment? Analysis => Preset?.Analysis;

    /// <summary>The attacks.</summary>
    public IReadOnlyList<NamedAttack> Attacks { get; init; } = [];

    /// <summary>Attacks that are also run at other ε.</summary>
    public PlanSweep Sweep { get; init; } = new();

    /// <summary>Which images each attack is run on.</summary>
    public AttackedImages AttackedImages { get; init; } = AttackedImages.All;

    /// <summary>Independent predictions per image over which the verdict on a randomized variant is averaged.</summary>
    public int Draws { get; init; } = 10;

    /// <summary>Images per block.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>The variant that gains are counted against: <see cref="BaseVariant"/> or a defense's identifier.</summary>
    public string CompareWith { get; init; } = BaseVariant;
}
