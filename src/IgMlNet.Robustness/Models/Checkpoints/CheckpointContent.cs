namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>What was found in a checkpoint; the tensors' bytes may still be in the file.</summary>
/// <param name="Format">The container.</param>
/// <param name="Entry">The way from the file's root to the tensors, e.g. <c>state_dict</c>; empty where they are the root.</param>
/// <param name="Tensors">The tensors under the file's own names.</param>
/// <param name="Skipped">Entries among the tensors that are not read.</param>
internal sealed record CheckpointContent(
    CheckpointFormat Format, string Entry, StateDict Tensors, IReadOnlyList<SkippedEntry> Skipped)
{
    /// <summary>
    /// The same with only the tensors whose names begin with a prefix and a dot, which are taken off: a network within another.
    /// </summary>
    /// <returns>Null where no tensor is named so.</returns>
    public CheckpointContent? Under(string prefix)
    {
        var start = prefix + ".";
        var tensors = Tensors
            .Where(tensor => tensor.Name.Length > start.Length && tensor.Name.StartsWith(start, StringComparison.Ordinal))
            .Select(tensor => tensor.Renamed(tensor.Name[start.Length..]))
            .ToList();
        return tensors.Count == 0
            ? null
            : new CheckpointContent(
                Format,
                Entry.Length == 0 ? prefix : $"{Entry}.{prefix}",
                new StateDict(tensors, Tensors.Metadata),
                [.. Skipped
                    .Where(entry => entry.Name.StartsWith(start, StringComparison.Ordinal))
                    .Select(entry => entry with { Name = entry.Name[start.Length..] })]);
    }
}
