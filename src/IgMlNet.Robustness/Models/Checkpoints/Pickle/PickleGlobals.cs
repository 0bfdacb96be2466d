using IgMlNet.IO;

namespace IgMlNet.Robustness.Models.Checkpoints.Pickle;

/// <summary>
/// The whole list of what a checkpoint may name. Everything else is refused where it is named, before it could be called; and
/// nothing here does more than put values together.
/// </summary>
internal static class PickleGlobals
{
    private static readonly Dictionary<(string Module, string Name), PickleFunction> Functions = new()
    {
        [("collections", "OrderedDict")] = new("collections.OrderedDict", OrderedDict),
        [("torch._utils", "_rebuild_tensor_v2")] = new("torch._utils._rebuild_tensor_v2", RebuildTensor),
        [("torch._utils", "_rebuild_parameter")] = new("torch._utils._rebuild_parameter", RebuildParameter),
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

    /// <summary>What a name stands for; null where it is not on the list.</summary>
    public static object? Find(PickleInput input, string module, string name)
    {
        if (Functions.TryGetValue((module, name), out var function))
            return function;
        if (input.HasModules && (module == "__torch__" || module.StartsWith("__torch__.", StringComparison.Ordinal)))
            return PickleModuleClass.Any;
        return module == "torch" && ElementTypes.TryFromTorchStorage(name, out var elementType)
            ? new StorageType(elementType)
            : null;
    }

    /// <summary>The storage that a persistent id refers to: ('storage', class, key, device, element count[, view]).</summary>
    public static StorageReference Storage(PickleInput input, object? id)
    {
        if (id is not PickleTuple { Items: ["storage", StorageType type, string key, string, long count, .. var rest] }
            || count < 0)
        {
            throw input.Error("it refers to something that is not a storage of a known type");
        }

        return rest is [] or [null]
            ? new StorageReference(key, type.ElementType, count)
            : throw input.Error("it holds a view of a storage, as PyTorch before 0.4 saved them");
    }

    private static PickleDict OrderedDict(PickleInput input, PickleTuple arguments) =>
        arguments.Items.Length == 0 ? new PickleDict() : throw Unexpected(input, "collections.OrderedDict");

    /// <summary>(storage, offset, size, strides, requires_grad, hooks[, metadata]).</summary>
    private static TensorRecipe RebuildTensor(PickleInput input, PickleTuple arguments)
    {
        if (arguments.Items is not [StorageReference storage, long offset, var size, var strides, _, _, .. var rest])
            throw Unexpected(input, "torch._utils._rebuild_tensor_v2");
        // The metadata says whether the values are to be conjugated or negated.
        if (rest is not ([] or [null] or [PickleDict { Pairs.Count: 0 }]))
            throw input.Error("it holds a tensor with additional properties (negated or conjugated)");
        return new TensorRecipe(storage, offset, Integers(input, size), Integers(input, strides));
    }

    /// <summary>(data, requires_grad, hooks).</summary>
    private static TensorRecipe RebuildParameter(PickleInput input, PickleTuple arguments) =>
        arguments.Items is [TensorRecipe data, _, _] ? data : throw Unexpected(input, "torch._utils._rebuild_parameter");

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

    private static PickleTuple Integers(PickleInput input, object? value)
    {
        if (value is not PickleTuple tuple || !Array.TrueForAll(tuple.Items, item => item is long))
            throw input.Error("a tensor's shape or strides are not a tuple of integers");
        return tuple.Items.Length <= CheckpointLimits.Dimensions
            ? tuple
            : throw input.Error($"a tensor has {tuple.Items.Length} dimensions, more than {CheckpointLimits.Dimensions}");
    }

    private static InputException Unexpected(PickleInput input, string function) =>
        input.Error($"it calls {function} with arguments that PyTorch never passes");
}
