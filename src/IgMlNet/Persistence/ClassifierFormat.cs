using IgMlNet.Labels;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Scoring;

namespace IgMlNet.Persistence;

/// <summary>Saved defended classifiers.</summary>
internal sealed class ClassifierFormat : StageFormat<DefendedClassifierTransformer, SavedClassifier>
{
    private ClassifierFormat()
        : base("saved defended classifier", "igmlnet.classifier")
    {
    }

    public static ClassifierFormat Instance { get; } = new();

    protected override SavedClassifier Describe(DefendedClassifierTransformer stage, int format, SavedModel model)
    {
        var settings = stage.Settings;
        return new SavedClassifier(
            format,
            model,
            settings.Defense.K,
            settings.Defense.Temperature,
            settings.Defense.Smoothing.Samples,
            settings.Defense.Smoothing.Deviation,
            settings.FeatureColumnName,
            settings.ScoreColumnName,
            settings.PredictedLabelColumnName,
            settings.BatchSize,
            settings.PixelRange,
            settings.ScoreOutput,
            settings.Seed.Value,
            stage.Scorer.ClassOfSlot.ToArray(),
            stage.Labels is { } labels ? new SavedLabels(labels.Kind, labels.Texts) : null);
    }

    protected override DefendedClassifierTransformer Restore(SavedClassifier saved, OpenedModel model, NeuronImportanceRanking ranking)
    {
        var settings = Settings(saved);
        var labels = saved.Labels is { } values
            ? (LabelValueKind.Named(values.Kind) ?? throw Damaged($"has labels of the unknown kind '{values.Kind}'")).Parse(values.Values)
            : null;
        var classes = model.Classifier.ClassCount;
        if (!saved.ClassOfSlot.Order().SequenceEqual(Enumerable.Range(0, classes))
            || (labels is not null && labels.Texts.Count != classes))
            throw Damaged("has other labels than classes");
        var scorer = new DefendedScorer(model, ranking, settings, [.. saved.ClassOfSlot]);
        return new DefendedClassifierTransformer(scorer, settings, labels);
    }

    private ScoringSettings Settings(SavedClassifier saved) => new(
        saved.FeatureColumnName,
        saved.ScoreColumnName,
        saved.PredictedLabelColumnName,
        BatchSize(saved.BatchSize),
        saved.PixelRange,
        saved.ScoreOutput,
        new InterpretabilityGuidedOptions
        {
            K = saved.K,
            Temperature = saved.Temperature,
            Smoothing = saved.SmoothingSamples == 0
                ? Smoothing.None
                : Smoothing.With(saved.SmoothingSamples, saved.SmoothingDeviation),
        },
        new RandomSeed(saved.Seed));
}
