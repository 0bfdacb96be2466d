using IgMlNet.Robustness.Defenses;

namespace IgMlNet.Robustness.Training.Ode;

/// <summary>A finished training of SODEF.</summary>
/// <param name="Weights">The weights, with the recipe as metadata.</param>
/// <param name="Log">One record for each epoch of each phase.</param>
/// <param name="BaseAccuracy">The base model's accuracy on the training images, in [0,1].</param>
/// <param name="Accuracy">The defended model's, in [0,1].</param>
public sealed record StableOdeTrainingResult(
    StableOdeWeights Weights, IReadOnlyList<StableOdeEpoch> Log, double BaseAccuracy, double Accuracy);
