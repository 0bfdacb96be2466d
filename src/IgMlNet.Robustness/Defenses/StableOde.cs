using System.Globalization;
using IgMlNet.Robustness.Defenses.Ode;
using IgMlNet.Robustness.Models;

namespace IgMlNet.Robustness.Defenses;

/// <summary>
/// Stable neural ODE, SODEF: the base model's features, projected orthogonally, start a differential equation that was trained to have
/// a Lyapunov-stable equilibrium near every training example, and its state after some time is classified. What an attack moves the
/// features by is meant to die away.
/// </summary>
/// <remarks>
/// Paper: Kang et al., Stable Neural ODE with Lyapunov-Stable Equilibrium Points for Defending Against Adversarial Attacks (NeurIPS
/// 2021). Not randomized, and nothing is optimized at inference: the steps of the solver adapt to each image. Gradients flow through
/// the steps that were taken; surrogates leave out the equation, or all of SODEF. Croce et al., Evaluating the Adversarial Robustness of Adaptive
/// Test-time Defenses (ICML 2022), break it by attacks transferred from the base model, part of the image-wise worst case.
/// <see cref="Training.Ode.StableOdeTrainer"/> trains it on a frozen base model.
/// </remarks>
public sealed class StableOde : Defense
{
    /// <summary>Prepares the defense.</summary>
    /// <param name="weights">What was trained or loaded.</param>
    public StableOde(StableOdeWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Weights = weights;
    }

    /// <summary>Projection, differential equation and linear map.</summary>
    public StableOdeWeights Weights { get; }

    /// <inheritdoc/>
    public override string Id => "sodef";

    /// <inheritdoc/>
    public override string DisplayName => "SODEF";

    /// <inheritdoc/>
    public override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"SODEF: {Weights.FeatureCount} features projected to {Weights.StateCount}, {Weights.Field.Count} layers sin(−(Wz + b)), T = {Weights.EndTime:0.####}, ") +
        string.Create(CultureInfo.InvariantCulture, $"dopri5 to {Weights.Tolerance:0.######}, weights {Weights.ContentHash[..12]}");

    /// <inheritdoc/>
    public override bool IsRandomized => false;

    /// <inheritdoc/>
    public override ImageModel Defend(Classifier classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        if (Weights.ModelHash.Length > 0 && Weights.ModelHash != classifier.ContentHash)
            throw new ArgumentException("SODEF was trained on a model with other weights.", nameof(classifier));
        if (Weights.FeatureCount != classifier.FeatureCount || Weights.ClassCount != classifier.ClassCount)
        {
            throw new ArgumentException(
                $"SODEF takes {Weights.FeatureCount} features and knows {Weights.ClassCount} classes; {classifier.Name} has " +
                $"{classifier.FeatureCount} features and {classifier.ClassCount} classes.",
                nameof(classifier));
        }

        return new StableOdeClassifier(classifier, this);
    }
}
