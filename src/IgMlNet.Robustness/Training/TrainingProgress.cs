namespace IgMlNet.Robustness.Training;

/// <summary>Where a training stands.</summary>
public sealed record TrainingProgress
{
    /// <summary>The epoch in progress, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The epochs of the whole training.</summary>
    public required int Epochs { get; init; }

    /// <summary>Steps done, over all epochs.</summary>
    public required long Step { get; init; }

    /// <summary>Steps of the whole training.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>The loss, averaged over this epoch's batches so far.</summary>
    public required double Loss { get; init; }

    /// <summary>Accuracy on the training method's adversarial images, over this epoch so far.</summary>
    public required double TrainingRobustAccuracy { get; init; }

    /// <summary>The last finished epoch's figures on held-out images; null before the first.</summary>
    public EpochRecord? LastEpoch { get; init; }
}
