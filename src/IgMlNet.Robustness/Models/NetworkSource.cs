using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Models;

/// <summary>Tensors in which a network is looked for.</summary>
/// <param name="Tensors">The tensors under the file's own names.</param>
/// <param name="Name">What to call them in messages: their file.</param>
/// <param name="Skipped">Entries among them that are not read.</param>
internal sealed record NetworkSource(StateDict Tensors, string Name, IReadOnlyList<SkippedEntry> Skipped)
{
    /// <summary>What a checkpoint holds.</summary>
    public static NetworkSource FromFile(CheckpointFile file) => new(file.Tensors, file.Path, file.Skipped);
}
