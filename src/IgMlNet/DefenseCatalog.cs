using IgMlNet.Interop;
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

    /// <summary>Applies a base model and a saved ranking behind the Interpretability-Guided Defense; nothing is fitted.</summary>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="options">The base model, its ranking, the defense, and the columns.</param>
    public static DefendedClassifierEstimator ApplyDefendedClassifier(
        this TransformsCatalog catalog, DefendedClassifierOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new DefendedClassifierEstimator(MlNetInternals.EnvironmentOf(catalog), options);
    }
}
