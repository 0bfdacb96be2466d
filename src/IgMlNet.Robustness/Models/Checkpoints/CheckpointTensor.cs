using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// A named tensor as a file holds it: element type, shape and the elements' bytes, little-endian, C order, without gaps.
/// It needs no native library until <see cref="ToTensor"/> is called. Immutable. The tensors of a <see cref="CheckpointFile"/> are
/// read from it at every use; all others live in managed memory.
/// </summary>
public sealed class CheckpointTensor
{
    // The bytes are copied to and from arrays and tensors as they are: libtorch runs on little-endian machines only.
    private readonly TensorBytes _bytes;

    /// <summary>Joins a shape and the bytes that fill it.</summary>
    /// <param name="name">The name, e.g. <c>layer1.0.conv1.weight</c>.</param>
    /// <param name="elementType">The type of the elements.</param>
    /// <param name="shape">The dimensions, outermost first; empty for a single number.</param>
    /// <param name="data">The elements, little-endian and in C order. Not copied: leave the memory alone afterwards.</param>
    /// <exception cref="ArgumentException">The name is empty or not well-formed Unicode, a dimension is negative, there are
    /// more than 64, or the bytes are not as many as the shape needs.</exception>
    public CheckpointTensor(string name, ElementType elementType, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> data)
    {
        if (TensorName.Problem(name) is { } problem)
            throw new ArgumentException($"The tensor's name {problem}.", nameof(name));
        if (TensorShape.Problem(shape) is { } shapeProblem)
            throw new ArgumentException($"The shape {TensorShape.Format(shape)} {shapeProblem}.", nameof(shape));
        var count = TensorShape.ElementCount(shape);
        if (count * (uint)elementType.Size() != (uint)data.Length)
        {
            throw new ArgumentException(
                $"A tensor of shape {TensorShape.Format(shape)} needs {count} elements of {elementType.Size()} bytes; " +
                $"there are {data.Length} bytes.",
                nameof(data));
        }

        (Name, ElementType, Shape, ElementCount) = (name, elementType, [.. shape], (long)count);
        _bytes = new HeldBytes(data);
    }

    /// <summary>A tensor whose bytes are elsewhere; name and shape have been checked, and there are as many bytes as it needs.</summary>
    internal CheckpointTensor(string name, ElementType elementType, ReadOnlySpan<long> shape, TensorBytes bytes)
    {
        (Name, ElementType, Shape, ElementCount) = (name, elementType, [.. shape], (long)TensorShape.ElementCount(shape));
        _bytes = bytes;
    }

    /// <summary>The name, e.g. <c>layer1.0.conv1.weight</c>; never empty.</summary>
    public string Name { get; }

    /// <summary>The type of the elements.</summary>
    public ElementType ElementType { get; }

    /// <summary>The dimensions, outermost first; empty for a single number.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>The number of elements: the product of <see cref="Shape"/>.</summary>
    public long ElementCount { get; }

    /// <summary>The elements' bytes, little-endian, C order.</summary>
    /// <exception cref="IO.InputException">The file that they are in can no longer be read.</exception>
    public ReadOnlyMemory<byte> Data => _bytes.InMemory ?? Read();

    /// <summary>The number of bytes.</summary>
    public long ByteCount => ElementCount * ElementType.Size();

    /// <summary>Where the bytes are.</summary>
    internal TensorBytes Bytes => _bytes;

    /// <summary>Copies the values of a TorchSharp tensor, on whatever device and however strided.</summary>
    /// <param name="name">The name to give it.</param>
    /// <param name="tensor">The values; left as it is.</param>
    /// <exception cref="ArgumentException">The name is unfit, or there is no <see cref="Checkpoints.ElementType"/> for the
    /// elements (complex, quantized).</exception>
    public static CheckpointTensor FromTensor(string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (!ElementTypes.TryFromScalar(tensor.dtype, out var elementType))
            throw new ArgumentException($"Tensors of {tensor.dtype} cannot be stored.", nameof(tensor));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var plain = tensor.detach().cpu().contiguous();
        return new CheckpointTensor(name, elementType, plain.shape, plain.NumberOfElements == 0 ? [] : plain.bytes.ToArray());
    }

    /// <summary>Stores single-precision values.</summary>
    /// <exception cref="ArgumentException">The name or the shape is unfit, or the values do not fill the shape.</exception>
    public static CheckpointTensor FromValues(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        new CheckpointTensor(name, ElementType.Float32, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Stores whole numbers.</summary>
    /// <exception cref="ArgumentException">The name or the shape is unfit, or the values do not fill the shape.</exception>
    public static CheckpointTensor FromValues(string name, ReadOnlySpan<long> values, params ReadOnlySpan<long> shape) =>
        new CheckpointTensor(name, ElementType.Int64, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>The same bytes under another name.</summary>
    /// <exception cref="ArgumentException">The name is empty or not well-formed Unicode.</exception>
    public CheckpointTensor Renamed(string name) => As(name, Shape.AsSpan());

    /// <summary>The same bytes under another name and in another shape of as many elements.</summary>
    internal CheckpointTensor As(string name, ReadOnlySpan<long> shape)
    {
        if (TensorName.Problem(name) is { } problem)
            throw new ArgumentException($"The tensor's name {problem}.", nameof(name));
        return new CheckpointTensor(name, ElementType, shape, _bytes);
    }

    /// <summary>The same tensor with other bytes.</summary>
    internal CheckpointTensor With(TensorBytes bytes) => new(Name, ElementType, Shape.AsSpan(), bytes);

    /// <summary>The same values in single precision; this very tensor where it holds them already.</summary>
    public CheckpointTensor ToFloat32() =>
        ElementType == ElementType.Float32 ? this : FromValues(Name, ToFloat32Array(), Shape.AsSpan());

    /// <summary>
    /// The values in single precision, C order. Half and bfloat16 convert exactly; doubles and large integers round to nearest;
    /// true is 1.
    /// </summary>
    public float[] ToFloat32Array()
    {
        if (ElementType == ElementType.Float32)
        {
            var floats = new float[ElementCount];
            _bytes.CopyTo(MemoryMarshal.AsBytes(floats.AsSpan()));
            return floats;
        }

        var values = new float[ElementCount];
        var data = Data.Span;
        var size = ElementType.Size();
        for (var i = 0; i < values.Length; i++)
        {
            var element = data.Slice(i * size, size);
            values[i] = ElementType switch
            {
                ElementType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                ElementType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
                ElementType.Float64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
                _ => ReadInteger(element),
            };
        }

        return values;
    }

    /// <summary>The values as 64-bit integers, C order; true is 1.</summary>
    /// <exception cref="InvalidOperationException">The elements are floating-point numbers.</exception>
    public long[] ToInt64Array()
    {
        if (!ElementType.IsIntegral())
            throw new InvalidOperationException($"'{Name}' holds {ElementType} numbers, which are not whole.");
        var values = new long[ElementCount];
        var data = Data.Span;
        var size = ElementType.Size();
        for (var i = 0; i < values.Length; i++)
            values[i] = ReadInteger(data.Slice(i * size, size));
        return values;
    }

    /// <summary>
    /// The values as a TorchSharp tensor on the CPU, of the same element type and shape, that shares no memory with this one.
    /// The caller owns it: the dispose scope around the call, or the caller itself where there is none.
    /// </summary>
    public Tensor ToTensor()
    {
        var tensor = empty(Shape.AsSpan().ToArray(), ElementType.Scalar(), CPU);
        if (ElementCount > 0)
            _bytes.CopyTo(tensor.bytes);
        return tensor;
    }

    private byte[] Read()
    {
        var bytes = new byte[ByteCount];
        _bytes.CopyTo(bytes);
        return bytes;
    }

    private long ReadInteger(ReadOnlySpan<byte> element) => ElementType switch
    {
        ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(element),
        ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(element),
        ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(element),
        ElementType.Int8 => (sbyte)element[0],
        ElementType.UInt8 => element[0],
        _ => element[0] == 0 ? 0 : 1,
    };
}
