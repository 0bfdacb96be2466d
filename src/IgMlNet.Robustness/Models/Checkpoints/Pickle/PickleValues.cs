namespace IgMlNet.Robustness.Models.Checkpoints.Pickle;

/// <summary>A tuple. Like all containers here it is only looked at one level deep: nesting and sharing cost nothing.</summary>
internal sealed record PickleTuple(object?[] Items)
{
    public static PickleTuple Empty { get; } = new([]);
}

/// <summary>A list, or a set, whose order nothing here asks for.</summary>
internal sealed class PickleList
{
    private List<object?>? _items;

    public void AddRange(object?[] items)
    {
        if (items.Length > 0)
            (_items ??= []).AddRange(items);
    }

    public bool TryGetStrings(out string[] strings)
    {
        strings = _items?.OfType<string>().ToArray() ?? [];
        return strings.Length == (_items?.Count ?? 0);
    }
}

/// <summary>A dictionary as the pairs it was filled with. Keys are not hashed: a hostile key may be a deep structure.</summary>
internal sealed class PickleDict
{
    private List<KeyValuePair<object?, object?>>? _pairs;

    public IReadOnlyList<KeyValuePair<object?, object?>> Pairs => _pairs ?? (IReadOnlyList<KeyValuePair<object?, object?>>)[];

    public void Add(object? key, object? value) => (_pairs ??= []).Add(new(key, value));

    /// <summary>The value last stored under a string; null where there is none.</summary>
    public object? Find(string key)
    {
        for (var i = (_pairs?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (_pairs![i].Key is string text && text == key)
                return _pairs[i].Value;
        }

        return null;
    }
}

/// <summary>
/// A class that a TorchScript archive's own program defines. It stands for nothing here but "the attributes that follow are a
/// module's"; the program is never read.
/// </summary>
internal sealed class PickleModuleClass
{
    public static PickleModuleClass Any { get; } = new();
}

/// <summary>A module of a TorchScript archive: its attributes, among them tensors and further modules.</summary>
internal sealed class PickleModule
{
    public PickleDict Attributes { get; set; } = new();
}

/// <summary>One of PyTorch's typed storage classes: <c>torch.FloatStorage</c>.</summary>
internal sealed record StorageType(ElementType ElementType);

/// <summary>A storage that a pickle refers to: its bytes lie elsewhere in the file, under <see cref="Key"/>.</summary>
internal sealed record StorageReference(string Key, ElementType ElementType, long ElementCount);

/// <summary>
/// A view of a storage: everything that is needed to gather a tensor's elements, unchecked until that happens. Shape and
/// strides are tuples of at most 64 <see cref="long"/>, perhaps shared with other views, so that a view costs little.
/// </summary>
internal sealed record TensorRecipe(StorageReference Storage, long Offset, PickleTuple Shape, PickleTuple Strides);

/// <summary>A function that a pickle may call. There are no others than those of <see cref="PickleGlobals"/>.</summary>
internal sealed record PickleFunction(string Name, Func<PickleInput, PickleTuple, object> Call);
