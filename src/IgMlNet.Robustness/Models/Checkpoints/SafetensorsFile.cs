using System.Buffers.Binary;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// Files of Hugging Face's safetensors format: a JSON header and the tensors' bytes, little-endian, nothing that could run.
/// https://github.com/huggingface/safetensors#format. Holes, overlaps, duplicate names and sizes beyond the file are refused.
/// </summary>
public static class SafetensorsFile
{
    private const string Damaged = "It is truncated or damaged: copy or download it again";

    /// <summary>Reads all tensors, in the order of the header, and the metadata.</summary>
    /// <exception cref="InputException">The file cannot be read or is not a sound safetensors file.</exception>
    public static StateDict Read(string path, CancellationToken cancellationToken = default) =>
        InputFile.Read(path, file => Read(file).InMemory(cancellationToken));

    /// <summary>Reads all tensors, in the order of the header, and the metadata.</summary>
    /// <param name="stream">The file's content, all of it; seekable. It stays open.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="InputException">It is not a sound safetensors file.</exception>
    public static StateDict Read(Stream stream, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (!stream.CanSeek)
            throw new ArgumentException("The stream cannot seek.", nameof(stream));
        stream.Position = 0;
        return Read(new InputFile(name, stream)).InMemory(cancellationToken);
    }

    /// <summary>
    /// Writes tensors and their metadata. The header keeps their order; the data is ordered by element size, largest first, so
    /// that every tensor is aligned. The same tensors give the same bytes. The file is replaced at once or not at all.
    /// </summary>
    /// <param name="path">The file, replaced if it exists.</param>
    /// <param name="tensors">The tensors and their metadata.</param>
    /// <param name="cancellationToken">Ends the writing early and leaves the path as it was.</param>
    /// <exception cref="ArgumentException">There are more tensors than a reader takes, one is named <c>__metadata__</c>, or the
    /// metadata is not well-formed Unicode or too long.</exception>
    /// <exception cref="InputException">The place cannot be written to.</exception>
    public static void Write(string path, StateDict tensors, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(tensors);
        AtomicFile.Write(path, stream => Write(stream, tensors, cancellationToken), cancellationToken);
    }

    /// <summary>Writes tensors and their metadata to a stream, which stays open.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Write(string, StateDict, CancellationToken)"/>.</exception>
    public static void Write(Stream stream, StateDict tensors, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        if (tensors.Count > CheckpointLimits.Tensors || tensors.Names.Any(SafetensorsHeader.IsReserved))
            throw new ArgumentException("There are too many tensors, or one is named '__metadata__'.", nameof(tensors));
        foreach (var (key, text) in tensors.Metadata)
        {
            if (!TensorName.IsWellFormed(key) || !TensorName.IsWellFormed(text))
                throw new ArgumentException($"The metadata '{key}' is not well-formed Unicode.", nameof(tensors));
        }

        var ordered = tensors.OrderByDescending(tensor => tensor.ElementType.Size()).ToArray();
        var begins = new Dictionary<string, long>(StringComparer.Ordinal);
        var position = 0L;
        foreach (var tensor in ordered)
        {
            begins.Add(tensor.Name, position);
            position += tensor.Data.Length;
        }

        var entries = tensors.Select(tensor => new SafetensorsHeader.Entry(
            tensor.Name, tensor.ElementType, [.. tensor.Shape], begins[tensor.Name], begins[tensor.Name] + tensor.Data.Length));
        var header = SafetensorsHeader.Write(entries, tensors.Metadata);
        if (header.Length > CheckpointLimits.SafetensorsHeaderBytes)
            throw new ArgumentException("The names and the metadata are longer than a reader takes.", nameof(tensors));
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in ordered)
        {
            cancellationToken.ThrowIfCancellationRequested();
            stream.Write(tensor.Data.Span);
        }
    }

    /// <summary>The tensors that the header lists, checked; their bytes stay in the file.</summary>
    internal static StateDict Read(InputFile file) => ReadAll(file) switch
    {
        (var tensors, []) => tensors,
        (_, [var entry, ..]) => throw file.Error(
            $"it is {entry.Content}, which is not supported", "Convert it to float32", $"tensor '{entry.Name}'"),
    };

    /// <summary>The tensors that the header lists, and those whose elements are of a type that is not read.</summary>
    internal static (StateDict Tensors, IReadOnlyList<SkippedEntry> Skipped) ReadAll(InputFile file)
    {
        var length = BinaryPrimitives.ReadUInt64LittleEndian(file.ReadBytes(sizeof(ulong), "the header's length", Damaged));
        if (length > CheckpointLimits.SafetensorsHeaderBytes)
        {
            throw file.Error($"its header claims {length} bytes, more than {CheckpointLimits.SafetensorsHeaderBytes}",
                "This is no safetensors file, or a damaged one: get it from its origin again", "byte 0");
        }

        var json = file.ReadBytes((long)length, "the safetensors header", Damaged);
        var data = file.Stream.Position;
        var header = SafetensorsHeader.Parse(file, json, file.Length - data);
        return (
            new StateDict(
                header.Entries.Select(entry => new CheckpointTensor(
                    entry.Name, entry.ElementType, entry.Shape, new FileBytes(file, data + entry.Begin, entry.End - entry.Begin))),
                header.Metadata),
            [.. header.OtherEntries.Select(entry => new SkippedEntry(entry.Name, $"a tensor of {entry.Type} elements"))]);
    }
}
