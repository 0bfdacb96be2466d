using System.Globalization;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints.Pickle;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>Finds the dict of tensors in what a training script saved: by the name of an entry, or where scripts have it.</summary>
internal sealed class StateDictPath
{
    /// <summary>The names under which training scripts save a state dict beside other things, in order of preference.</summary>
    private static readonly string[] Wrappers = ["state_dict", "model_state_dict", "model", "net", "ema"];

    private readonly InputFile _file;
    private long _looks;

    /// <summary>An entry that was asked for and is not in the file; it may yet be a prefix of names.</summary>
    private string? _missing;

    private StateDictPath(InputFile file)
    {
        _file = file;
    }

    /// <summary>The names of entries from the root to a dict of tensors, apart by dots, and the dict.</summary>
    /// <param name="file">The file, for errors.</param>
    /// <param name="root">What the pickle holds.</param>
    /// <param name="options">Which entry to take.</param>
    /// <param name="rest">What is left of the entry's name where it goes on beyond the dict: a prefix of the tensors' names.</param>
    public static (string Path, PickleDict Dict) Find(InputFile file, object? root, CheckpointReadOptions options, out string rest)
    {
        rest = "";
        RequireContainer(file, root);
        var search = new StateDictPath(file);
        var (path, value) = ("", root);
        if (options.Entry is { } entry)
        {
            var wanted = Segments(entry);
            (path, value, rest) = Named(root, wanted) ?? ("", root, string.Join('.', wanted));
            search._missing = path.Length == 0 ? entry : null;
        }
        else if (options.PreferredEntry is { } preferred && Named(root, Segments(preferred)) is (var found, var held, "")
            && search.HoldsTensors(held, 0))
        {
            (path, value) = (found, held);
        }

        return search.Descend(root, path, value, options.Entry);
    }

    /// <summary>Refuses what can hold no state dict.</summary>
    /// <exception cref="InputException">It is neither a dict nor a list.</exception>
    public static void RequireContainer(InputFile file, object? root)
    {
        if (root is not (PickleDict or PickleList or PickleTuple))
        {
            throw file.Error(
                $"it holds {PickleDescription.Of(root)} instead of a dict of tensors", PickleInput.Remedy, (root as PickleStub)?.Place);
        }
    }

    private (string Path, PickleDict Dict) Descend(object? root, string path, object? value, string? entry)
    {
        for (var depth = 0; depth < CheckpointLimits.WrapperDepth; depth++)
        {
            var children = Children(value).Where(child => HoldsTensors(child.Value, 0)).Take(CheckpointLimits.Tensors).ToList();
            if (Array.Find(Wrappers, name => children.Exists(child => child.Name == name)) is { } wrapper)
            {
                (path, value) = (Joined(path, wrapper), children.FindLast(child => child.Name == wrapper).Value);
                continue;
            }

            // A tensor or two next to a dict of many, as states of random number generators are, do not make a state dict.
            var own = TensorCount(value);
            if (value is PickleDict dict && own > 0 && children.TrueForAll(child => TensorCount(child.Value) <= own))
                return (path, dict);
            if (_missing is null && children.Count > 1)
            {
                throw _file.Error(
                    $"several of its entries hold tensors: {string.Join(", ", children.Take(10).Select(child => $"'{Joined(path, child.Name)}'"))}"
                    + (children.Count > 10 ? ", …" : ""),
                    $"Save the right one in a file of its own, or choose it, e.g. --entry {Joined(path, children[0].Name)}");
            }

            if (children is not [var only])
                break;
            (path, value) = (Joined(path, only.Name), only.Value);
        }

        if (_missing is not null)
        {
            throw _file.Error(
                $"it has no entry '{_missing}'; it has {PickleDescription.Entries(root)}", "Choose an entry that holds tensors");
        }

        var stub = Children(value).Select(child => child.Value).OfType<PickleStub>().FirstOrDefault();
        throw entry is not null
            ? _file.Error(
                $"its entry '{entry}' holds no tensors; the file has {PickleDescription.Entries(root)}",
                "Choose an entry that holds tensors, or none to have it found")
            : _file.Error(
                $"it holds no tensors where checkpoints have them; it has {PickleDescription.Entries(value)}",
                PickleInput.Remedy, stub?.Place);
    }

    /// <summary>Follows names through dicts and lists as far as there are such entries; null where there is not even the first.</summary>
    private static (string Path, object? Value, string Left)? Named(object? root, string[] wanted)
    {
        var (path, value, at) = ("", root, 0);
        while (at < wanted.Length)
        {
            // A key may have dots itself: the longest that is there is meant.
            var within = value;
            var here = at;
            var count = Enumerable.Range(1, wanted.Length - at).LastOrDefault(
                length => TryChild(within, string.Join('.', wanted[here..(here + length)]), out _));
            if (count == 0)
                break;
            var name = string.Join('.', wanted[at..(at + count)]);
            TryChild(value, name, out var child);
            if (child is not (PickleDict or PickleList or PickleTuple))
                break;
            (path, value, at) = (Joined(path, name), child, at + count);
        }

        return at == 0 ? null : (path, value, string.Join('.', wanted[at..]));
    }

    private static bool TryChild(object? container, string name, out object? child)
    {
        child = container is PickleDict dict ? dict.Find(name) : null;
        if (child is null && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            child = container switch
            {
                PickleList list => list.Items.ElementAtOrDefault(index),
                PickleTuple tuple => tuple.Items.ElementAtOrDefault(index),
                PickleDict numbered => numbered.Pairs.LastOrDefault(pair => pair.Key is long key && key == index).Value,
                _ => null,
            };
        }

        return child is not null;
    }

    /// <summary>What a container holds, by the names that an entry can be chosen by.</summary>
    private static IEnumerable<(string Name, object? Value)> Children(object? container) => container switch
    {
        PickleDict dict => dict.Pairs.Where(pair => pair.Key is string or long)
            .Select(pair => (Convert.ToString(pair.Key, CultureInfo.InvariantCulture)!, pair.Value)),
        PickleList list => list.Items.Select((item, index) => (index.ToString(CultureInfo.InvariantCulture), item)),
        PickleTuple tuple => tuple.Items.Select((item, index) => (index.ToString(CultureInfo.InvariantCulture), item)),
        _ => [],
    };

    /// <summary>
    /// Whether a dict holds tensors, or a known wrapper or a list in it does. A tensor in a plain list is no weight: it has no name.
    /// </summary>
    private bool HoldsTensors(object? value, int depth)
    {
        if (depth == CheckpointLimits.WrapperDepth)
            return false;
        if (value is PickleDict dict)
        {
            Look(dict.Pairs.Count);
            return dict.Pairs.Any(pair => pair is { Key: string, Value: TensorRecipe })
                || Array.Exists(Wrappers, name => HoldsTensors(dict.Find(name), depth + 1));
        }

        IReadOnlyList<object?> items = value switch { PickleList list => list.Items, PickleTuple tuple => tuple.Items, _ => [] };
        Look(items.Count);
        return items.Any(item => HoldsTensors(item, depth + 1));
    }

    private static int TensorCount(object? value) =>
        value is PickleDict dict ? dict.Pairs.Count(pair => pair is { Key: string, Value: TensorRecipe }) : 0;

    /// <summary>Values may be shared and even hold themselves: what is counted is how often they are looked at.</summary>
    private void Look(int pairs)
    {
        _looks += 1 + pairs;
        if (_looks > CheckpointLimits.Looks)
            throw _file.Error("its entries hold each other in too many ways", PickleInput.Remedy);
    }

    /// <summary>The parts of an entry's name: <c>state_dict.0</c> and <c>state_dict[0]</c> are one.</summary>
    private static string[] Segments(string entry) => entry
        .Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)
        .Split('.', StringSplitOptions.RemoveEmptyEntries);

    private static string Joined(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
