using IgMlNet.IO;
using IgMlNet.Robustness.Models.Architectures;
using IgMlNet.Robustness.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models;

/// <summary>Moves weights between networks and state dicts.</summary>
public static class NetworkWeights
{
    private const string BatchCounter = "num_batches_tracked";

    /// <summary>
    /// Sets all weights of a network. Every entry must be there with its shape, and no other; batch normalisation's counters of
    /// batches may be absent.
    /// </summary>
    /// <param name="network">The network to fill; untouched where the state dict does not fit.</param>
    /// <param name="weights">The state dict, wrappers removed.</param>
    /// <param name="source">What to call the state dict in messages: its file.</param>
    /// <exception cref="InputException">An entry is missing, unexpected, of another shape, or not finite.</exception>
    public static void Load(StagedNetwork network, StateDict weights, string source)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        var entries = Entries(network);
        var differences = EntryDifferences.Between(
            new OrderedDictionary<string, long[]>(entries.Select(entry => KeyValuePair.Create(entry.Name, entry.Value.shape))),
            weights.Shapes());
        if (!differences.IsNone)
        {
            throw new InputException(
                source,
                differences.ToString(),
                $"Check that the file is of architecture {network.GetName()} with base width " + FormattableString.Invariant(
                    $"{network.Dimensions.BaseWidth} and {network.Dimensions.ClassCount} classes"),
                differences.Place);
        }

        // Looked at one by one, and copied one by one when all are known to be sound: no more than one is in memory beside the network.
        using var noGrad = no_grad();
        foreach (var tensor in weights.Where(tensor => !IsCounter(tensor.Name) && tensor.ElementCount > 0))
        {
            using var scope = NewDisposeScope();
            var values = tensor.ToTensor().to(float32);

            // Extremes take no memory, and NaN passes through them.
            if (!float.IsFinite(values.min().ToSingle()) || !float.IsFinite(values.max().ToSingle()))
                throw new InputException(source, "has a value that is not finite", "Use an undamaged checkpoint", tensor.Name);
            if (tensor.Name == StagedNetwork.DeviationName && values.min().ToSingle() <= 0)
                throw new InputException(source, "has a standard deviation that is not positive", "Use an undamaged checkpoint", tensor.Name);
        }

        foreach (var (name, target) in entries)
        {
            if (!weights.TryGet(name, out var tensor))
                continue;
            using var scope = NewDisposeScope();
            target.copy_(tensor.ToTensor());
        }
    }

    /// <summary>The weights of a network as a state dict, in PyTorch's order: module by module, parameters before buffers.</summary>
    public static StateDict Save(StagedNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return new StateDict(Entries(network).Select(entry => CheckpointTensor.FromTensor(entry.Name, entry.Value.detach().cpu())));
    }

    /// <summary>
    /// The tensors of a network's state dict themselves, in PyTorch's order; TorchSharp's own <c>state_dict</c> has all parameters
    /// before all buffers.
    /// </summary>
    internal static IReadOnlyList<(string Name, Tensor Value)> Entries(nn.Module network)
    {
        var unordered = network.state_dict();
        var entries = new List<(string, Tensor)>(unordered.Count);
        Visit(network, "");
        return entries;

        void Visit(nn.Module module, string prefix)
        {
            var own = module.named_parameters(recurse: false).Select(parameter => parameter.name)
                .Concat(module.named_buffers(recurse: false).Select(buffer => buffer.name));
            foreach (var name in own)
            {
                // A buffer that is not persistent is not part of the state dict.
                if (unordered.TryGetValue(prefix + name, out var value))
                    entries.Add((prefix + name, value));
            }

            foreach (var (name, child) in module.named_children())
                Visit(child, $"{prefix}{name}.");
        }
    }

    /// <summary>Whether an entry counts batches, which nobody needs.</summary>
    internal static bool IsCounter(string name) => name.EndsWith(BatchCounter, StringComparison.Ordinal);
}
