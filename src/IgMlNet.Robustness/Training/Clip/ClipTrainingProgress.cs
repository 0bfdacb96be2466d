namespace IgMlNet.Robustness.Training.Clip;

/// <summary>Where the training of a CLIP stands.</summary>
/// <param name="Epoch">The epoch in progress, from 1.</param>
/// <param name="Epochs">The epochs of the whole training.</param>
/// <param name="Step">Steps done, over all epochs.</param>
/// <param name="Steps">Steps of the whole training.</param>
/// <param name="Loss">The cross-entropy, averaged over this epoch's batches so far.</param>
/// <param name="Accuracy">Accuracy on this epoch's augmented images so far, in [0,1].</param>
public sealed record ClipTrainingProgress(int Epoch, int Epochs, long Step, long Steps, double Loss, double Accuracy);
