using IgMlNet.Evaluation;
using IgMlNet.Interop;
using IgMlNet.Robustness.Attacks;
using IgMlNet.Robustness.Evaluation;
using Microsoft.ML;

namespace IgMlNet;

/// <summary>The package's components where ML.NET's users look for them: on the catalogs of <see cref="MLContext"/>.</summary>
public static class DefenseCatalog
{
    /// <summary>
    /// Ranks the neurons of a trained base model on labelled rows and gives the scorer behind the Interpretability-Guided Defense.
    /// </summary>
    /// <param name="catalog">The trainers' catalog.</param>
    /// <param name="options">The base model, the ranking method, the defense, and the columns.</param>
    public static InterpretabilityGuidedDefenseTrainer InterpretabilityGuidedDefense(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, DefenseTrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new InterpretabilityGuidedDefenseTrainer(MlNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>
    /// Ranks the neurons of a trained base model on labelled rows, and tells of every row how the important neurons of the
    /// predicted class answer.
    /// </summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="options">The base model, the ranking method, k, and the columns.</param>
    public static NeuronRankingEstimator RankNeurons(this TransformsCatalog catalog, NeuronRankingOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new NeuronRankingEstimator(MlNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>Applies a base model and a saved ranking behind the Interpretability-Guided Defense; nothing is fitted.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="options">The base model, its ranking, the defense, and the columns.</param>
    public static DefendedClassifierEstimator ApplyDefendedClassifier(
        this TransformsCatalog catalog, DefendedClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new DefendedClassifierEstimator(MlNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>
    /// Reads image files, or bytes of such, to Vector&lt;Single, C, H, W&gt; in one step, decoded on all processors ahead of what
    /// follows; nothing is fitted.
    /// </summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="options">The columns, the preprocessing, and the scale.</param>
    /// <exception cref="ArgumentException">The size of the vectors is not known, or told twice.</exception>
    public static ImagePixelLoadingEstimator LoadImagePixels(this TransformsCatalog catalog, ImagePixelLoadingOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ImagePixelLoadingEstimator(MlNetInternals.EnvironmentOf(catalog), options);
    }

    /// <summary>
    /// Gives the key of <see cref="ScoringNoise.Keyed"/> to the defended classifiers of a model, for example one that
    /// <c>mlContext.Model.Load</c> returned.
    /// </summary>
    /// <param name="model">A pipeline's model, or a single stage.</param>
    /// <param name="key">The key.</param>
    /// <exception cref="InvalidOperationException">The model has no defended classifier, or the noise of one has no key.</exception>
    public static void UseNoiseKey(this ITransformer model, NoiseKey key)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(key);
        var stages = Stages.Find<DefendedClassifierTransformer>(model);
        if (stages.Count == 0)
            throw new InvalidOperationException("The model has no defended classifier, so no noise that needs a key.");
        foreach (var stage in stages)
            stage.UseNoiseKey(key);
    }

    /// <summary>
    /// Attacks the defended classifier and its base model on labelled rows, and gives their accuracy with and without attack. Every
    /// row given is evaluated: a missing label or a pixel that is not finite is an error, not a row less.
    /// </summary>
    /// <param name="catalog">The multiclass catalog.</param>
    /// <param name="data">The rows as the model gets them; where they reach the stage, they need pixels, and labels as keys. Pixels
    /// are rounded to 256 levels.</param>
    /// <param name="model">A pipeline's model with one defended classifier, or the <see cref="DefendedClassifierTransformer"/> itself.</param>
    /// <param name="attacks">The attacks to run, e.g. <c>[new Pgd(), new Apgd()]</c>.</param>
    /// <param name="options">Threat model, seed and draws.</param>
    /// <param name="labelColumnName">The label column, a key.</param>
    /// <param name="progress">Told after every attack on a block of rows; null for no reports.</param>
    /// <param name="cancellationToken">Seen before every use of a model.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">A label is missing or is no class of the model, or a pixel is outside its
    /// scale.</exception>
    /// <exception cref="ArgumentException">There are no rows, two attacks have one identifier, or the model has no or
    /// several defended classifiers.</exception>
    public static RobustnessMetrics EvaluateRobustness(
        this MulticlassClassificationCatalog catalog,
        IDataView data,
        ITransformer model,
        IReadOnlyList<Attack> attacks,
        EvaluationOptions options,
        string labelColumnName = "Label",
        IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(model);
        var (stage, rows) = Stages.Reach<DefendedClassifierTransformer>(model, data, nameof(model));
        var images = RobustnessRows.Read(MlNetInternals.EnvironmentOf(catalog), rows, stage, labelColumnName, cancellationToken);
        return stage.Scorer.Use(classifier =>
            RobustnessRows.Evaluate(classifier, images, stage, attacks, options, progress, cancellationToken));
    }
}
