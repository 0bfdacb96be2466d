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

    public IReadOnlyList<object?> Items => _items ?? (IReadOnlyList<object?>)[];

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

/// <summary>
/// An object that is never built: an instance of a class that is not in <see cref="PickleGlobals"/>, the class or function itself,
/// or a tensor of a kind that is not read. It keeps its name and takes no part in anything; only where a tensor is needed does it
/// lead to an error.
/// </summary>
/// <param name="Input">The pickle that it is in.</param>
/// <param name="Name">The Python name, e.g. <c>argparse.Namespace</c>.</param>
/// <param name="Position">The byte of the pickle behind the name.</param>
/// <param name="Reason">For a tensor of a kind that is not read: what it is, e.g. "a quantized tensor".</param>
internal sealed record PickleStub(PickleInput Input, string Name, long Position, string? Reason = null)
{
    /// <summary>Where the object is in the file.</summary>
    public string Place => Input.Place(Position);
}

/// <summary>One of PyTorch's typed storage classes: <c>torch.FloatStorage</c>.</summary>
/// <param name="Name">The class.</param>
/// <param name="ElementSize">Bytes of an element; 0 where the class is not known.</param>
/// <param name="ElementType">The type of the elements; null where it is not read.</param>
internal sealed record StorageType(string Name, int ElementSize, ElementType? ElementType);

/// <summary>A storage that a pickle refers to: its bytes lie elsewhere in the file, under <see cref="Key"/>.</summary>
internal sealed record StorageReference(string Key, StorageType Type, long ElementCount)
{
    /// <summary>The storage's bytes.</summary>
    public UInt128 ByteCount => (UInt128)ElementCount * (uint)Type.ElementSize;
}

/// <summary>A part of a storage that was a storage of its own, as PyTorch before 0.4 saved them.</summary>
internal sealed record StorageView(StorageReference Root, long Offset, long ElementCount);

/// <summary>
/// A view of a storage: everything that is needed to gather a tensor's elements, unchecked until that happens. Shape and
/// strides are tuples of at most 64 <see cref="long"/>, perhaps shared with other views, so that a view costs little.
/// </summary>
internal sealed record TensorRecipe(
    StorageReference Storage, ElementType ElementType, long Offset, PickleTuple Shape, PickleTuple Strides);

/// <summary>A function that a pickle may call. There are no others than those of <see cref="PickleGlobals"/>.</summary>
internal sealed record PickleFunction(string Name, Func<PickleInput, PickleTuple, object> Call);
