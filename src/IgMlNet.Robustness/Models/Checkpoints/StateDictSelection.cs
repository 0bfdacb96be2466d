using IgMlNet.Robustness.Models.Checkpoints.Pickle;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>Finds the state dict in what a training script saved, and gathers its tensors.</summary>
internal static class StateDictSelection
{
    /// <summary>The names under which training scripts save a state dict beside other things, in order of preference.</summary>
    private static readonly string[] Wrappers = ["state_dict", "model_state_dict", "model", "net", "ema"];

    public static (string Entry, StateDict Tensors) Read(
        InputFile file, object? root, IStorageSource source, CheckpointReadOptions options, CancellationToken cancellationToken)
    {
        var (entry, dict) = root is PickleModule module
            ? ("", ModuleTensors.Gather(file, module, options.Entry))
            : Select(file, root, options);
        if (dict.Pairs.Count > CheckpointLimits.Tensors)
            throw file.Error($"it has {dict.Pairs.Count} tensors, more than {CheckpointLimits.Tensors}", PickleInput.Remedy);
        var gatherer = new TensorGatherer(file, source);
        var tensors = new List<CheckpointTensor>(dict.Pairs.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in dict.Pairs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (key is not string name || value is not TensorRecipe recipe)
            {
                throw file.Error(
                    $"among its tensors is {Describe(key)}: {Describe(value)}, which is not a tensor", PickleInput.Remedy);
            }

            if (!names.Add(name))
                throw file.Error($"two tensors are named '{name}'", PickleInput.Remedy);
            tensors.Add(gatherer.Gather(name, recipe));
        }

        return (entry, new StateDict(tensors));
    }

    private static (string Entry, PickleDict Dict) Select(InputFile file, object? root, CheckpointReadOptions options)
    {
        var entry = options.Entry;
        if (root is not PickleDict dict)
            throw file.Error($"it holds {Describe(root)} instead of a dict of tensors", PickleInput.Remedy);
        if (entry is null && options.PreferredEntry is { } preferred && dict.Find(preferred) is PickleDict held && MayHoldTensors(held))
            entry = preferred;
        if (entry is not null)
        {
            dict = dict.Find(entry) as PickleDict
                ?? throw file.Error($"it has no dict of tensors named '{entry}'; it has {Keys(dict)}", "Name one of its entries");
        }

        var path = new List<string>();
        if (entry is not null)
            path.Add(entry);
        for (var depth = 0; depth < CheckpointLimits.WrapperDepth; depth++)
        {
            var within = dict;
            if (Array.Find(Wrappers, name => within.Find(name) is PickleDict inner && MayHoldTensors(inner)) is not { } wrapper)
                break;
            path.Add(wrapper);
            dict = (PickleDict)dict.Find(wrapper)!;
        }

        return dict.Pairs.Any(pair => pair.Value is TensorRecipe)
            ? (string.Join('.', path), dict)
            : throw file.Error(
                $"there are no tensors where checkpoints have them; it has {Keys(dict)}", "Name the entry with the weights");
    }

    private static bool MayHoldTensors(PickleDict dict) =>
        dict.Pairs.Any(pair => pair.Value is TensorRecipe) || Array.Exists(Wrappers, name => dict.Find(name) is PickleDict);

    private static string Keys(PickleDict dict)
    {
        const int shown = 10;
        if (dict.Pairs.Count == 0)
            return "nothing in it";
        var keys = dict.Pairs.Take(shown).Select(pair => Describe(pair.Key));
        return string.Join(", ", keys) + (dict.Pairs.Count > shown ? ", …" : "");
    }

    private static string Describe(object? value) => value switch
    {
        null => "None",
        string text => $"'{(text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 60), "…"))}'",
        bool => "a truth value",
        TensorRecipe => "a tensor",
        PickleDict => "a dict",
        PickleModule => "a module",
        PickleList => "a list",
        PickleTuple => "a tuple",
        StorageReference or StorageType => "a storage",
        PickleFunction function => function.Name,
        byte[] => "bytes",
        _ => "a number",
    };
}
