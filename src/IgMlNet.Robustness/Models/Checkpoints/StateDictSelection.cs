using IgMlNet.Robustness.Models.Checkpoints.Pickle;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>Finds the state dict in what a training script saved, and gathers its tensors.</summary>
internal static class StateDictSelection
{
    /// <summary>The tensors, and what among them is none.</summary>
    /// <param name="file">The file.</param>
    /// <param name="format">The container.</param>
    /// <param name="root">What its pickle holds.</param>
    /// <param name="source">Where its storages are.</param>
    /// <param name="options">Which entry to take.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    public static CheckpointContent Read(
        InputFile file,
        CheckpointFormat format,
        object? root,
        IStorageSource source,
        CheckpointReadOptions options,
        CancellationToken cancellationToken)
    {
        if (root is TensorRecipe && options.TakesOneTensor)
        {
            var alone = new PickleDict();
            alone.Add("tensor", root);
            root = alone;
        }

        var rest = options.Entry ?? "";
        var holds = root is PickleModule ? "modules" : PickleDescription.Entries(root);
        var (entry, dict) = root is PickleModule module
            ? ("", ModuleTensors.Gather(file, module))
            : StateDictPath.Find(file, root, options, out rest);
        if (dict.Pairs.Count > CheckpointLimits.Tensors)
            throw file.Error($"it has {dict.Pairs.Count} tensors, more than {CheckpointLimits.Tensors}", PickleInput.Remedy);
        var gatherer = new TensorGatherer(file, source);
        var tensors = new List<CheckpointTensor>(dict.Pairs.Count);
        var skipped = new List<SkippedEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in dict.Pairs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (key is not string name || value is not TensorRecipe recipe)
                skipped.Add(new SkippedEntry(key as string ?? PickleDescription.Of(key), PickleDescription.Of(value)));
            else if (!names.Add(name))
                throw file.Error($"two tensors are named '{name}'", PickleInput.Remedy);
            else
                tensors.Add(gatherer.Gather(name, recipe));
        }

        return CheckpointReader.Chosen(file, new CheckpointContent(format, entry, new StateDict(tensors), skipped), rest, holds);
    }
}
