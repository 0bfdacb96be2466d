using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Training.Clip;

/// <summary>A finished training of a CLIP.</summary>
/// <param name="Weights">The weights under OpenAI's names, with the recipe as metadata.</param>
/// <param name="Log">Where the training stood at the end of every epoch.</param>
public sealed record ClipTrainingResult(StateDict Weights, IReadOnlyList<ClipTrainingProgress> Log)
{
    /// <summary>The weights' file in a folder.</summary>
    public const string WeightsFile = "model.safetensors";

    /// <summary>The file of the vocabulary beside it.</summary>
    public const string MergesFile = "merges.txt";

    /// <summary>The vocabulary: of bytes, without merges.</summary>
    internal const string Merges = "#version: 0.2\n";

    /// <summary>
    /// Writes the weights as safetensors and the vocabulary beside them, as <see cref="Robustness.Clip.ClipSource.FromFiles"/> reads them; each file is
    /// replaced at once or not at all.
    /// </summary>
    /// <param name="folder">Where they go; it is made where it is missing.</param>
    /// <exception cref="IO.InputException">The place cannot be written to.</exception>
    public void Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        IO.AtomicFile.Write(Path.Combine(folder, MergesFile), Merges);
        SafetensorsFile.Write(Path.Combine(folder, WeightsFile), Weights);
    }
}
