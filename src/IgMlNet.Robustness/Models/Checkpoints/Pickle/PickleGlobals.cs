using IgMlNet.IO;

namespace IgMlNet.Robustness.Models.Checkpoints.Pickle;

/// <summary>
/// The whole list of what a checkpoint may have built. Everything else that it names becomes a <see cref="PickleStub"/> and is never
/// built; and nothing here does more than put values together.
/// </summary>
internal static class PickleGlobals
{
    private static readonly Dictionary<(string Module, string Name), PickleFunction> Functions = new(TensorConstructors.All)
    {
        [("collections", "OrderedDict")] = new("collections.OrderedDict", OrderedDict),
        [("torch", "Size")] = new("torch.Size", TupleOf),
        [("builtins", "set")] = new("set", SetOf),
        [("__builtin__", "set")] = new("set", SetOf),
        [("builtins", "frozenset")] = new("frozenset", SetOf),
        [("__builtin__", "frozenset")] = new("frozenset", SetOf),
        [("_codecs", "encode")] = new("_codecs.encode", Encode),

        // TorchScript's typed lists, of which no tensor of a module is made.
        [("torch.jit._pickle", "build_intlist")] = new("build_intlist", ListOf),
        [("torch.jit._pickle", "build_doublelist")] = new("build_doublelist", ListOf),
        [("torch.jit._pickle", "build_boollist")] = new("build_boollist", ListOf),
        [("torch.jit._pickle", "build_tensorlist")] = new("build_tensorlist", ListOf),
        [("torch.jit._pickle", "restore_type_tag")] = new("restore_type_tag", Tagged),
    };

    /// <summary>Bytes of an element of storages whose tensors are not read, but whose length must be known to pass over them.</summary>
    private static readonly Dictionary<string, int> OtherStorages = new(StringComparer.Ordinal)
    {
        ["ComplexFloatStorage"] = 8,
        ["ComplexDoubleStorage"] = 16,
        ["QInt8Storage"] = 1,
        ["QUInt8Storage"] = 1,
        ["QInt32Storage"] = 4,
        ["QUInt4x2Storage"] = 1,
        ["QUInt2x4Storage"] = 1,
        ["UntypedStorage"] = 1,
    };

    /// <summary>What a name stands for: a stub where it is not on the list.</summary>
    public static object Find(PickleInput input, string module, string name)
    {
        if (Functions.TryGetValue((module, name), out var function))
            return function;
        if (input.HasModules && (module == "__torch__" || module.StartsWith("__torch__.", StringComparison.Ordinal)))
            return PickleModuleClass.Any;
        if (module is not ("torch" or "torch.storage") || !name.EndsWith("Storage", StringComparison.Ordinal))
            return new PickleStub(input, $"{module}.{name}", input.Position);
        return ElementTypes.TryFromTorchStorage(name, out var elementType)
            ? new StorageType(name, elementType.Size(), elementType)
            : new StorageType(name, OtherStorages.GetValueOrDefault(name), null);
    }

    /// <summary>
    /// What a persistent id refers to: a storage, ('storage', class, key, device, element count[, (key, offset, element count)]), or
    /// the class of a module, ('module', class, file, source), as older versions saved it beside its instance.
    /// </summary>
    public static object Persistent(PickleInput input, object? id)
    {
        if (id is PickleTuple { Items: ["module", PickleStub module, ..] })
            return module;
        if (id is not PickleTuple { Items: ["storage", StorageType type, string key, string, long count, .. var rest] }
            || count < 0)
        {
            throw input.Error("it refers to something that is not a storage of a known type");
        }

        var storage = new StorageReference(key, type, count);
        input.StorageSeen?.Invoke(storage);
        return rest switch
        {
            [] or [null] => storage,
            [PickleTuple { Items: [string, long offset, long size] }] when offset >= 0 && size >= 0 && size <= count - offset =>
                new StorageView(storage, offset, size),
            _ => throw input.Error("it describes a part of a storage that the storage does not have"),
        };
    }

    /// <summary>Called without arguments, or, by Python 2, with a list of pairs.</summary>
    private static PickleDict OrderedDict(PickleInput input, PickleTuple arguments)
    {
        var dict = new PickleDict();
        if (arguments.Items is [])
            return dict;
        if (arguments.Items is not [PickleList pairs])
            throw Unexpected(input, "collections.OrderedDict");
        input.Charge(pairs.Items.Count);
        foreach (var pair in pairs.Items)
        {
            var (key, value) = pair switch
            {
                PickleList { Items: [var first, var second] } => (first, second),
                PickleTuple { Items: [var first, var second] } => (first, second),
                _ => throw Unexpected(input, "collections.OrderedDict"),
            };
            dict.Add(key, value);
        }

        return dict;
    }

    private static PickleTuple TupleOf(PickleInput input, PickleTuple arguments) =>
        arguments.Items is [PickleTuple items] ? items : throw Unexpected(input, "torch.Size");

    private static PickleList SetOf(PickleInput input, PickleTuple arguments) => arguments.Items switch
    {
        [] => new PickleList(),
        [PickleList items] => items,
        _ => throw Unexpected(input, "set"),
    };

    /// <summary>How protocol 2 writes bytes: as text of characters below 256. No tensor needs them, so the text stands.</summary>
    private static string Encode(PickleInput input, PickleTuple arguments) =>
        arguments.Items is [string text, "latin1" or "latin-1"] ? text : throw Unexpected(input, "_codecs.encode");

    private static PickleList ListOf(PickleInput input, PickleTuple arguments) =>
        arguments.Items is [PickleList items] ? items : throw Unexpected(input, "torch.jit._pickle");

    /// <summary>(value, type): the type says what an empty container could hold.</summary>
    private static object Tagged(PickleInput input, PickleTuple arguments) =>
        arguments.Items is [{ } value, string] ? value : throw Unexpected(input, "torch.jit._pickle.restore_type_tag");

    public static InputException Unexpected(PickleInput input, string function) =>
        input.Error($"it calls {function} with arguments that PyTorch never passes");
}
