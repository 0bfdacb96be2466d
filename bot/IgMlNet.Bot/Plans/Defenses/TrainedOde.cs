using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Bot.Plans.Defenses;

/// <summary>SODEF: a stable neural ODE from a file, or one that is trained on the probe images.</summary>
internal sealed record TrainedOde : PlanDefense
{
    /// <summary>SODEF's file.</summary>
    public static Setting<string> FileSetting { get; } = new(
        "file", Notations.Path("file"), "SODEF, as 'igml train sodef' wrote it or in the published layout.")
    { Option = "--sodef-file", Unset = "none, train on the probe images" };

    /// <summary>Its settings.</summary>
    public static SettingGroup<TrainedOde> Group { get; } = new(
        static (defense, source) => defense with { Source = source },
        FileSetting.Of<TrainedOde>(static defense => defense.File, static (defense, value) => defense with { File = value }));

    /// <inheritdoc/>
    public override DefenseKind Kind => DefenseKind.StableOde;

    /// <summary>The file; null to train it, on the probe images.</summary>
    public string? File { get; init; }

    /// <inheritdoc/>
    public override bool NeedsProbe => File is null;

    /// <inheritdoc/>
    public override IEnumerable<Action> Checks(LoadedPlan plan) => File is { } path ? [() => StableOdeWeights.Load(path)] : [];

    /// <inheritdoc/>
    public override IEnumerable<Action> Checks(LoadedModel model) => File is { } path ? [() => Load(path, model.Classifier, default)] : [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> VariantIds(LoadedModel model) => [Kind.Id];

    /// <inheritdoc/>
    public override IEnumerable<Defense> Create(LoadedModel model, CancellationToken cancellationToken) =>
        [new StableOde(File is { } path ? Load(path, model.Classifier, cancellationToken) : model.TrainStableOde(cancellationToken))];

    private static StableOdeWeights Load(string path, Classifier classifier, CancellationToken cancellationToken)
    {
        var weights = StableOdeWeights.Load(path, cancellationToken);
        if (weights.ModelHash.Length > 0 && weights.ModelHash != classifier.ContentHash)
            throw new InputException(path, "was trained on a model with other weights", "Make it again with 'igml train sodef'");
        return (weights.FeatureCount, weights.ClassCount) == (classifier.FeatureCount, classifier.ClassCount)
            ? weights
            : throw new InputException(
                path,
                FormattableString.Invariant($"takes {weights.FeatureCount} features and knows {weights.ClassCount} classes; ") +
                FormattableString.Invariant($"the model has {classifier.FeatureCount} and {classifier.ClassCount}"),
                "Give one that was trained on the model");
    }
}
