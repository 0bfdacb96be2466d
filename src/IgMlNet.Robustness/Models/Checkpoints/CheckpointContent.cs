namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>What was found in a checkpoint; the tensors' bytes may still be in the file.</summary>
/// <param name="Format">The container.</param>
/// <param name="Entry">The way from the file's root to the tensors, e.g. <c>state_dict</c>; empty where they are the root.</param>
/// <param name="Tensors">The tensors under the file's own names.</param>
internal sealed record CheckpointContent(CheckpointFormat Format, string Entry, StateDict Tensors);
