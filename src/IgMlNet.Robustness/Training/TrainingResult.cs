using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Training;

/// <summary>A finished training.</summary>
/// <param name="Weights">The averaged weights, with the recipe as metadata.</param>
/// <param name="Log">One record for each epoch.</param>
/// <param name="Recipe">All that the weights depend on, by name.</param>
public sealed record TrainingResult(
    StateDict Weights, IReadOnlyList<EpochRecord> Log, IReadOnlyDictionary<string, string> Recipe);
