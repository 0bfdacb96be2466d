namespace IgMlNet.Robustness.Training;

/// <summary>How far a training has come, beside weights and momentum.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="EpochLoss">Sum of this epoch's batch losses.</param>
/// <param name="EpochCorrect">Adversarial images classified correctly in this epoch.</param>
/// <param name="EpochSeconds">Wall time that this epoch had taken when it was interrupted.</param>
/// <param name="Log">The finished epochs.</param>
internal sealed record TrainingState(
    long Step, double EpochLoss, long EpochCorrect, double EpochSeconds, IReadOnlyList<EpochRecord> Log)
{
    public static TrainingState Start { get; } = new(0, 0, 0, 0, []);
}
