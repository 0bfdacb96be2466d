using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>What the file formats and TorchSharp call each element type.</summary>
internal static class ElementTypes
{
    private static readonly Row[] Table =
    [
        new(ElementType.Float32, 4, "F32", "<f4", "FloatStorage", ScalarType.Float32),
        new(ElementType.Float16, 2, "F16", "<f2", "HalfStorage", ScalarType.Float16),
        new(ElementType.BFloat16, 2, "BF16", null, "BFloat16Storage", ScalarType.BFloat16),
        new(ElementType.Float64, 8, "F64", "<f8", "DoubleStorage", ScalarType.Float64),
        new(ElementType.Int64, 8, "I64", "<i8", "LongStorage", ScalarType.Int64),
        new(ElementType.Int32, 4, "I32", "<i4", "IntStorage", ScalarType.Int32),
        new(ElementType.Int16, 2, "I16", "<i2", "ShortStorage", ScalarType.Int16),
        new(ElementType.Int8, 1, "I8", "|i1", "CharStorage", ScalarType.Int8),
        new(ElementType.UInt8, 1, "U8", "|u1", "ByteStorage", ScalarType.Byte),
        new(ElementType.Bool, 1, "BOOL", "|b1", "BoolStorage", ScalarType.Bool),
    ];

    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => Find(type).Size;

    /// <summary>The name in a safetensors header.</summary>
    public static string SafetensorsName(this ElementType type) => Find(type).Safetensors;

    /// <summary>The <c>descr</c> in a NumPy header; null where NumPy has no such type.</summary>
    public static string? NumpyName(this ElementType type) => Find(type).Numpy;

    /// <summary>TorchSharp's name.</summary>
    public static ScalarType Scalar(this ElementType type) => Find(type).Scalar;

    /// <summary>Whether the type holds whole numbers or truth values.</summary>
    public static bool IsIntegral(this ElementType type) =>
        type is not (ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64);

    public static bool TryFromSafetensors(string name, out ElementType type) => TryFind(row => row.Safetensors == name, out type);

    public static bool TryFromNumpy(string name, out ElementType type) => TryFind(row => row.Numpy == name, out type);

    public static bool TryFromTorchStorage(string name, out ElementType type) => TryFind(row => row.Storage == name, out type);

    /// <summary>From the name of a <c>torch.dtype</c>: <c>float32</c>.</summary>
    public static bool TryFromTorch(string name, out ElementType type) =>
        TryFind(row => string.Equals(row.Type.ToString(), name, StringComparison.OrdinalIgnoreCase), out type);

    public static bool TryFromScalar(ScalarType scalar, out ElementType type) => TryFind(row => row.Scalar == scalar, out type);

    private static Row Find(ElementType type)
    {
        foreach (var row in Table)
        {
            if (row.Type == type)
                return row;
        }

        throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such element type.");
    }

    private static bool TryFind(Predicate<Row> matches, out ElementType type)
    {
        var row = Array.Find(Table, matches);
        type = row?.Type ?? default;
        return row is not null;
    }

    private sealed record Row(
        ElementType Type, int Size, string Safetensors, string? Numpy, string Storage, ScalarType Scalar);
}
