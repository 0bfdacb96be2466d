using IgMlNet.Bot.Plans.Defenses;
using IgMlNet.Bot.Plans.Values;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Reporting.Results;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Images;

namespace IgMlNet.Bot.Plans;

/// <summary>The settings of a plan. To add one, declare it here or in the settings of a part, and list it in the group.</summary>
internal static class PlanSettings
{
    private static readonly Notation<double> EpsilonNotation = new ScalarNotation<double>(
        Notations.Positive().Parse, EpsilonText, Notations.Positive().Schema)
    {
        ValueName = "ε",
        Examples = ["8/255", "0.1", "0.123456"],
        Mistakes = ["0", "-1", "x", "8/0", "0,1", "1001"],
    };

    /// <summary>The report's title.</summary>
    public static Setting<string> Title { get; } = new("title", Notations.Text("text", 200), "Title of the report.")
    { Option = "--title", Unset = "made of model and data set", DecidesResults = false };

    /// <summary>The data set.</summary>
    public static Setting<string> Dataset { get; } = new(
        "dataset", Notations.Path("name|path"),
        "A bundled data set, one that 'igml data get' has fetched, or the path of a folder with IDX files (MNIST), CIFAR .bin files, ImageNet's " +
        "validation images (of which RobustBench's 5,000 are taken), or images as <split>/<class>/<file>.")
    { Option = "--dataset" };

    /// <summary>What happens to image files.</summary>
    public static Setting<ImagePreprocessing> Preprocessing { get; } = new(
        "preprocessing",
        Notations.Read(
            "name", ImagePreprocessing.Parse, preprocessing => preprocessing.Name, ["Res256Crop224", "Crop288", "none", "Res32x32"], "Res0x0", "sharpen"),
        "What happens to the pixels of image files: Res256Crop224, Crop288 or BicubicRes256Crop224 as RobustBench has them on ImageNet, a size such " +
        "as Res32x32, or none.")
    { Option = "--preprocessing", Unset = "that of the model's card, else none" };

    /// <summary>The part of the data set.</summary>
    public static Setting<DatasetSplit> Split { get; } = new(
        "split", Notations.OneOf(("test", DatasetSplit.Test), ("probe", DatasetSplit.Probe), ("train", DatasetSplit.Train)),
        "The part of the data set to attack.")
    { Option = "--split" };

    /// <summary>Images to evaluate on.</summary>
    public static Setting<SampleCount> Samples { get; } = new(
        "samples", SampleCount.Notation, "Images to attack, classes alternating. 500 give intervals of about ±4 points, 2000 of ±2.")
    { Option = "--samples" };

    /// <summary>Images to rank neurons on.</summary>
    public static Setting<SampleCount> ProbeSamples { get; } = new(
        "probeSamples", SampleCount.Notation,
        "Images to rank neurons on, classes alternating: of the probe split where there is one, else of the training images.")
    { Option = "--probe-samples" };

    /// <summary>The seed of all randomness.</summary>
    public static Setting<ulong> Seed { get; } = new("seed", Notations.Seed, "Seed of all randomness: same seed, same results.")
    { Option = "--seed" };

    /// <summary>The norm.</summary>
    public static Setting<Norm> Norm { get; } = new(
        "norm", Notations.OneOf([.. Robustness.Attacks.Norm.All.Select(norm => (norm.Id, norm))]),
        "How the size of a perturbation is measured: Linf (largest change of a pixel), L2 (Euclidean length) or L1 (sum of changes).")
    { Option = "--norm" };

    /// <summary>ε.</summary>
    public static Setting<double> Epsilon { get; } = new(
        "epsilon", EpsilonNotation, "Largest size of a perturbation, for pixels in [0,1]; a decimal or a fraction such as 8/255.")
    { Option = "--epsilon", Unset = "the data set's standard in Linf: 0.1 on Fashion-MNIST, 8/255 on CIFAR" };

    /// <summary>The preset.</summary>
    public static Setting<PlanPreset> Preset { get; } = new(
        "preset", Notations.OneOf([.. PlanPreset.All.Select(preset => (preset.Id, preset))]),
        $"Attacks and defenses of an experiment of the paper, where they are not named: {PlanPreset.Help}.")
    { Option = "--preset", Unset = "none" };

    /// <summary>The attacks.</summary>
    public static Setting<IReadOnlyList<NamedAttack>> Attacks { get; } = new(
        "attacks", AttackList.Notation, $"Attacks, separated by commas: {AttackList.Names}. Numbers that are left out are the papers'.")
    { Option = "--attacks" };

    /// <summary>Attacks that are also run at other ε.</summary>
    public static Setting<IReadOnlyList<NamedAttack>> SweptAttacks { get; } = new("attacks", AttackList.Notation, "Which attacks.");

    /// <summary>Those ε.</summary>
    public static Setting<IReadOnlyList<PixelLength>> SweptEpsilons { get; } = new(
        "epsilons", Notations.ListOf(PixelLength.Notation(EpsilonNotation)), "At which ε, in pixel units of [0,1], or by ε.");

    /// <summary>Which images each attack is run on.</summary>
    public static Setting<AttackedImages> AttackedImages { get; } = new(
        "attackOn",
        Notations.OneOf(("all", Reporting.Results.AttackedImages.All), ("survivors", Reporting.Results.AttackedImages.Survivors)),
        "Which images each attack is run on: all, so that each number stands for itself, or those that cheaper attacks left, which takes less time " +
        "and gives the same worst case.")
    { Option = "--attack-on" };

    /// <summary>Independent predictions for a verdict.</summary>
    public static Setting<int> Draws { get; } = new(
        "draws", Notations.Count(1, 255), "Independent predictions per image over which the verdict on a randomized variant is averaged.")
    { Option = "--draws" };

    /// <summary>Images per block.</summary>
    public static Setting<int> BatchSize { get; } = new(
        "batchSize", Notations.Count(1, 1 << 20), "Images attacked together; more are faster on a GPU and need more memory.")
    { Option = "--batch-size" };

    /// <summary>The variant that gains are counted against.</summary>
    public static Setting<string> CompareWith { get; } = new(
        "compareWith", Notations.Text("variant"), "The variant that gains are counted against: base, or a defense's identifier in results.")
    { Option = "--compare-with" };

    /// <summary>The sweep.</summary>
    public static SettingGroup<PlanSweep> SweepGroup { get; } = new(
        static (sweep, source) => sweep with { Source = source },
        SweptAttacks.Of<PlanSweep>(static sweep => sweep.Attacks, static (sweep, value) => sweep with { Attacks = value }),
        SweptEpsilons.Of<PlanSweep>(static sweep => sweep.Epsilons, static (sweep, value) => sweep with { Epsilons = value }));

    /// <summary>All settings, in the order in which plans are written and hashed.</summary>
    public static SettingGroup<EvaluationPlan> Group { get; } = new(
        static (plan, source) => plan with { Source = source },
        Title.Of<EvaluationPlan>(static plan => plan.Title, static (plan, value) => plan with { Title = value }),
        Dataset.Of<EvaluationPlan>(static plan => plan.Dataset, static (plan, value) => plan with { Dataset = value }),
        ProbeSamples.Of<EvaluationPlan>(
            static plan => plan.ProbeSamples, static (plan, value) => plan with { ProbeSamples = value }, isForPeople: static count => count.IsRequired || count.Number is null),
        Preprocessing.Of<EvaluationPlan>(static plan => plan.Preprocessing, static (plan, value) => plan with { Preprocessing = value }),
        Split.Of<EvaluationPlan>(static plan => plan.Split, static (plan, value) => plan with { Split = value }),
        Samples.Of<EvaluationPlan>(static plan => plan.Samples, static (plan, value) => plan with { Samples = value }),
        Seed.Of<EvaluationPlan>(static plan => plan.Seed, static (plan, value) => plan with { Seed = value }),
        Norm.Of<EvaluationPlan>(static plan => plan.Norm, static (plan, value) => plan with { Norm = value }),
        Epsilon.OfOptional<EvaluationPlan, double>(static plan => plan.Epsilon, static (plan, value) => plan with { Epsilon = value }),
        new ObjectsMember<EvaluationPlan, PlanModel>(
            "models", "The base models, each evaluated by itself. Default: the one that comes with the data set.",
            ObjectForm<PlanModel>.Of(ModelSettings.Group, new PlanModel()),
            static plan => plan.Models, static (plan, value) => plan with { Models = value }),
        new ObjectsMember<EvaluationPlan, PlanDefense>(
            "defenses", "Grids of defenses, all for each model. Default: those of the preset, else none.", DefenseKind.Form,
            static plan => plan.Defenses, static (plan, value) => plan with { Defenses = value }),
        Preset.Of<EvaluationPlan>(
            static plan => plan.Preset, static (plan, value) => plan with { Preset = value }, isOmitted: static preset => preset.Analysis is null),
        Attacks.Of<EvaluationPlan>(
            static plan => plan.Analysis is null ? plan.Attacks : null, static (plan, value) => plan with { Attacks = value }),
        new ObjectMember<EvaluationPlan, PlanSweep>(
            "sweep", "Attacks that are also run at other ε.", SweepGroup, static plan => plan.Sweep, static (plan, value) => plan with { Sweep = value })
        { IsOmitted = static sweep => sweep.Attacks.Count == 0 },
        AttackedImages.Of<EvaluationPlan>(static plan => plan.AttackedImages, static (plan, value) => plan with { AttackedImages = value }),
        Draws.Of<EvaluationPlan>(static plan => plan.Draws, static (plan, value) => plan with { Draws = value }),
        BatchSize.Of<EvaluationPlan>(static plan => plan.BatchSize, static (plan, value) => plan with { BatchSize = value }),
        CompareWith.Of<EvaluationPlan>(static plan => plan.CompareWith, static (plan, value) => plan with { CompareWith = value }));

    /// <summary>The name of the member that models are in, for faults.</summary>
    public static Setting<string> Models { get; } = new("models", Notations.Text("list"), "The base models.");

    /// <summary>The name of the member that defenses are in, for faults.</summary>
    public static Setting<string> Defenses { get; } = new("defenses", Notations.Text("list"), "The defenses.") { Option = "--defenses" };

    /// <summary>The name of the member that a sweep is in, for faults.</summary>
    public static Setting<string> Sweep { get; } = new("sweep", Notations.Text("list"), "The sweep.");

    /// <summary>A fraction of 255 where it is exactly one, else all digits.</summary>
    private static string EpsilonText(double epsilon) =>
        ThreatModelInfo.TextOf(epsilon) is var text && Notations.Fraction(text) == epsilon
            ? text
            : epsilon.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
