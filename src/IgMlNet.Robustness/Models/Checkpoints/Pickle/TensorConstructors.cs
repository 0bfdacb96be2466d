namespace IgMlNet.Robustness.Models.Checkpoints.Pickle;

/// <summary>
/// The functions by which every version of PyTorch has a pickle build tensors. Those that view a storage of the file are read; the
/// others, whose values are not there or are no plain numbers, give a <see cref="PickleStub"/> that says what the tensor is.
/// </summary>
internal static class TensorConstructors
{
    private const string Utilities = "torch._utils";

    /// <summary>All of them, by module and name.</summary>
    public static Dictionary<(string Module, string Name), PickleFunction> All { get; } = new[]
    {
        // PyTorch up to 0.3, since 0.4, and since 2.1 for element types without a storage class of their own.
        Read(Utilities, "_rebuild_tensor", Plain),
        Read(Utilities, "_rebuild_tensor_v2", Plain),
        Read(Utilities, "_rebuild_tensor_v3", Typed),

        // Parameters: a tensor, and whether it is trained. Up to 0.3 they were the class itself, called with the tensor.
        Read(Utilities, "_rebuild_parameter", First),
        Read(Utilities, "_rebuild_parameter_with_state", First),
        Read("torch.nn.parameter", "Parameter", First),
        Read("torch.nn.parameter", "Buffer", First),
        Read("torch.autograd.variable", "Variable", First),

        // Subclasses of tensors: (function, class, arguments, attributes).
        Read("torch._tensor", "_rebuild_from_type", OfSubclass),
        Read("torch._tensor", "_rebuild_from_type_v2", OfSubclass),
        Read("torch.tensor", "_rebuild_from_type", OfSubclass),

        // Tensors of other devices, copied to the CPU before they were saved.
        Read(Utilities, "_rebuild_device_tensor_from_cpu_tensor", First),
        Refused(Utilities, "_rebuild_device_tensor_from_numpy", "a tensor of another device, saved as a NumPy array"),
        Refused(Utilities, "_rebuild_xla_tensor", "a tensor of another device, saved as a NumPy array"),

        Refused(Utilities, "_rebuild_sparse_tensor", "a sparse tensor"),
        Refused(Utilities, "_rebuild_sparse_csr_tensor", "a sparse tensor"),
        Refused(Utilities, "_rebuild_nested_tensor", "a nested tensor"),
        Refused(Utilities, "_rebuild_qtensor", "a quantized tensor"),
        Refused(Utilities, "_rebuild_meta_tensor_no_storage", "a meta tensor, which has no values"),
        Refused(Utilities, "_rebuild_wrapper_subclass", "a tensor subclass without values of its own"),
        Refused("torch.storage", "_load_from_bytes", "a tensor that was pickled without torch.save"),
    }.ToDictionary(entry => entry.Name, entry => entry.Function);

    private static ((string Module, string Name) Name, PickleFunction Function) Read(
        string module, string name, Func<PickleInput, string, PickleTuple, object> build)
    {
        var function = $"{module}.{name}";
        return ((module, name), new PickleFunction(function, (input, arguments) => build(input, function, arguments)));
    }

    private static ((string Module, string Name) Name, PickleFunction Function) Refused(string module, string name, string kind) =>
        Read(module, name, (input, function, _) => new PickleStub(input, function, input.Position, kind));

    /// <summary>(storage, offset, size, strides[, requires_grad, hooks[, metadata]]).</summary>
    private static object Plain(PickleInput input, string function, PickleTuple arguments)
    {
        if (arguments.Items is not [var storage, long offset, var size, var strides, .. var rest]
            || rest.Length is not (0 or 2 or 3))
        {
            throw PickleGlobals.Unexpected(input, function);
        }

        return Tensor(input, function, (storage, null), offset, size, strides, rest.ElementAtOrDefault(2));
    }

    /// <summary>(storage, offset, size, strides, requires_grad, hooks, dtype[, metadata]).</summary>
    private static object Typed(PickleInput input, string function, PickleTuple arguments)
    {
        if (arguments.Items is not [var storage, long offset, var size, var strides, _, _, PickleStub dtype, .. var rest]
            || rest.Length > 1)
        {
            throw PickleGlobals.Unexpected(input, function);
        }

        return Tensor(input, function, (storage, dtype), offset, size, strides, rest.ElementAtOrDefault(0));
    }

    /// <summary>The first argument: a tensor, or a stub of one.</summary>
    private static object First(PickleInput input, string function, PickleTuple arguments) => arguments.Items switch
    {
        [TensorRecipe data, ..] => data,
        [PickleStub stub, ..] => stub,
        _ => throw PickleGlobals.Unexpected(input, function),
    };

    private static object OfSubclass(PickleInput input, string function, PickleTuple arguments) => arguments.Items switch
    {
        // Only constructors of plain tensors take part, so that nothing calls itself.
        [PickleFunction inner, _, PickleTuple values, _] when Constructs(inner) => inner.Call(input, values),
        [PickleFunction or PickleStub, ..] => new PickleStub(input, function, input.Position, "a tensor of an unknown class"),
        _ => throw PickleGlobals.Unexpected(input, function),
    };

    private static bool Constructs(PickleFunction function) => function.Name.StartsWith(Utilities, StringComparison.Ordinal);

    private static object Tensor(
        PickleInput input,
        string function,
        (object? Value, PickleStub? Dtype) storage,
        long offset,
        object? size,
        object? strides,
        object? metadata)
    {
        var (reference, start) = storage.Value switch
        {
            StorageReference whole => (whole, 0L),
            StorageView view => (view.Root, view.Offset),
            _ => throw PickleGlobals.Unexpected(input, function),
        };

        // The metadata says whether the values are to be conjugated or negated.
        if (metadata is not (null or PickleDict { Pairs.Count: 0 }))
            return new PickleStub(input, function, input.Position, "a tensor with additional properties (negated or conjugated)");
        var (shape, steps) = (Integers(input, size), Integers(input, strides));
        if (storage.Dtype is { } dtype)
        {
            return dtype.Name.StartsWith("torch.", StringComparison.Ordinal)
                && ElementTypes.TryFromTorch(dtype.Name["torch.".Length..], out var named)
                ? new TensorRecipe(reference, named, offset, shape, steps)
                : new PickleStub(input, function, input.Position, $"a tensor of {dtype.Name} elements");
        }

        if (reference.Type.ElementType is not { } type)
            return new PickleStub(input, function, input.Position, $"a tensor of a torch.{reference.Type.Name}");
        return offset <= long.MaxValue - start
            ? new TensorRecipe(reference, type, start + offset, shape, steps)
            : throw PickleGlobals.Unexpected(input, function);
    }

    private static PickleTuple Integers(PickleInput input, object? value)
    {
        if (value is not PickleTuple tuple || !Array.TrueForAll(tuple.Items, item => item is long))
            throw input.Error("a tensor's shape or strides are not a tuple of integers");
        return tuple.Items.Length <= CheckpointLimits.Dimensions
            ? tuple
            : throw input.Error($"a tensor has {tuple.Items.Length} dimensions, more than {CheckpointLimits.Dimensions}");
    }
}
