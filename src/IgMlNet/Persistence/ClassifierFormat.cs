using IgMlNet.Labels;
using IgMlNet.NoiseSources;
using IgMlNet.Robustness.Defenses;
using IgMlNet.Robustness.Randomness;
using IgMlNet.Robustness.Ranking;
using IgMlNet.Scoring;

namespace IgMlNet.Persistence;

/// <summary>Saved defended classifiers.</summary>
internal sealed class ClassifierFormat : StageFormat<DefendedClassifierTransformer, SavedClassifier>
{
    private const string Keyed = "keyed";
    private const string Fresh = "fresh";

    private ClassifierFormat()
        : base("saved defended classifier", "igmlnet.classifier")
    {
    }

    public static ClassifierFormat Instance { get; } = new();

    /// <summary>Format 1 knows only noise from a seed.</summary>
    protected override int FormatOf(DefendedClassifierTransformer stage) => stage.Settings.Noise is SeededNoise ? 1 : 2;

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
            (settings.Noise as SeededNoise)?.Seed.Value ?? 0,
            stage.Scorer.ClassOfSlot.ToArray(),
            stage.Labels is { } labels ? new SavedLabels(labels.Kind, labels.Texts) : null,
            NameOf(settings.Noise));
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
        NoiseOf(saved));

    private ScoringNoise NoiseOf(SavedClassifier saved) => saved.Noise switch
    {
        null => ScoringNoise.FromSeed(new RandomSeed(saved.Seed)),
        Keyed => ScoringNoise.Keyed,
        Fresh => ScoringNoise.Fresh,
        var other => throw Damaged($"has noise of the unknown source '{other}'"),
    };

    /// <summary>The name in the file; null for a seed, which files of format 1 have.</summary>
    private static string? NameOf(ScoringNoise noise) => noise switch
    {
        SeededNoise => null,
        KeyedNoise => Keyed,
        FreshNoise => Fresh,
        _ => throw new InvalidOperationException($"Noise of {noise.GetType().Name} has no name in saved models."),
    };
}
