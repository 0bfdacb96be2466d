namespace IgMlNet.Robustness.Training.Ode;

/// <summary>What an epoch of SODEF's training came to.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Epoch">Which epoch of the phase, from 1.</param>
/// <param name="Epochs">The number of epochs of a phase.</param>
/// <param name="Loss">The mean loss of its batches: of the cross-entropy, or the weighted sum of the regularisers.</param>
public sealed record StableOdeEpoch(StableOdePhase Phase, int Epoch, int Epochs, double Loss);
