using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// NumPy's <c>.npy</c> files: one array, C order, little-endian; floating-point numbers of 2, 4 or 8 bytes, integers, bytes and
/// truth values. https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html. Arrays of Python objects, which are
/// pickles, are refused.
/// </summary>
public static class NpyFile
{
    private const string Damaged = "It is truncated or damaged: copy or write it again";

    /// <summary>Offset of the data is a multiple of this, as numpy.save has it.</summary>
    private const int Alignment = 64;

    /// <summary>What every such file begins with.</summary>
    internal static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads an array; it is named after the file, without its folder and extension.</summary>
    /// <exception cref="InputException">The file cannot be read or is not a sound array of these types.</exception>
    public static CheckpointTensor Read(string path, CancellationToken cancellationToken = default) =>
        InputFile.Read(path, file =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Read(file);
        });

    /// <summary>
    /// Writes an array, byte for byte as <c>numpy.save</c> does; its name is not part of the file. The file is replaced at once
    /// or not at all.
    /// </summary>
    /// <exception cref="ArgumentException">The elements are bfloat16, which NumPy does not have.</exception>
    /// <exception cref="InputException">The place cannot be written to.</exception>
    public static void Write(string path, CheckpointTensor tensor, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(tensor);
        AtomicFile.Write(path, stream => Write(stream, tensor), cancellationToken);
    }

    internal static void Write(Stream stream, CheckpointTensor tensor)
    {
        var type = tensor.ElementType.NumpyName()
            ?? throw new ArgumentException($"NumPy has no {tensor.ElementType}; convert it to Float32 first.", nameof(tensor));
        var sizes = tensor.Shape.Select(size => size.ToString(CultureInfo.InvariantCulture)).ToArray();
        var shape = sizes.Length == 1 ? $"({sizes[0]},)" : $"({string.Join(", ", sizes)})";
        var header = new StringBuilder($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}");
        // Version 1.0: magic, version, 2 bytes of length, and the text padded with spaces up to a last line feed.
        var start = Magic.Length + 4;
        header.Append(' ', Alignment - 1 - ((start + header.Length) % Alignment)).Append('\n');
        Span<byte> prefix = stackalloc byte[start];
        Magic.CopyTo(prefix);
        prefix[Magic.Length] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(prefix[(start - 2)..], (ushort)header.Length);
        stream.Write(prefix);
        stream.Write(Encoding.ASCII.GetBytes(header.ToString()));
        stream.Write(tensor.Data.Span);
    }

    internal static CheckpointTensor Read(InputFile file)
    {
        if (!file.ReadBytes(Math.Min(Magic.Length, file.Length), "the file's start", Damaged).AsSpan().SequenceEqual(Magic))
            throw file.Error("this is not a NumPy array", "Give a file that numpy.save wrote");
        var version = file.ReadBytes(2, "the format's version", Damaged);
        if (version is not [1 or 2 or 3, 0])
            throw file.Error($"its format has version {version[0]}.{version[1]}; 1.0, 2.0 and 3.0 are known", Damaged, "byte 6");
        long length = version[0] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(file.ReadBytes(2, "the header's length", Damaged))
            : BinaryPrimitives.ReadUInt32LittleEndian(file.ReadBytes(4, "the header's length", Damaged));
        if (length > CheckpointLimits.NumpyHeaderBytes)
        {
            throw file.Error(
                $"its header claims {length} bytes, more than {CheckpointLimits.NumpyHeaderBytes}", Damaged, "byte 8");
        }

        var header = NpyHeader.Parse(file, Encoding.Latin1.GetString(file.ReadBytes(length, "the header", Damaged)));
        var bytes = TensorShape.ElementCount(header.Shape) * (uint)header.ElementType.Size();
        var available = file.Length - file.Stream.Position;
        if (bytes != (ulong)available)
        {
            throw file.Error(
                $"the shape {TensorShape.Format(header.Shape)} needs {bytes} bytes, the file has {available} for it",
                Damaged,
                "header");
        }

        var name = Path.GetFileNameWithoutExtension(file.Path);
        return new CheckpointTensor(
            TensorName.Problem(name) is null ? name : "array", header.ElementType, header.Shape,
            file.ReadBytes(available, "the array", Damaged));
    }
}
