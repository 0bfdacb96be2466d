namespace IgMlNet.Robustness.Training;

/// <summary>A finished epoch, as it stands in the training log.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="LearningRate">The learning rate at its last step.</param>
/// <param name="Loss">The mean training loss.</param>
/// <param name="TrainingRobustAccuracy">Accuracy on the training method's adversarial images, in [0,1].</param>
/// <param name="CleanAccuracy">Clean accuracy of the averaged weights on held-out images, in [0,1].</param>
/// <param name="RobustAccuracy">PGD-10 robust accuracy of the averaged weights on held-out images, in [0,1].</param>
/// <param name="Seconds">Wall time of the epoch, validation included.</param>
public sealed record EpochRecord(
    int Epoch,
    double LearningRate,
    double Loss,
    double TrainingRobustAccuracy,
    double CleanAccuracy,
    double RobustAccuracy,
    double Seconds);
