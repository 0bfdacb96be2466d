using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// The JSON at the start of a safetensors file: for each tensor its type, shape and place among the bytes that follow, and the
/// metadata. Parsing it takes memory in proportion to its length; every claim in it has been checked when it has been parsed.
/// </summary>
internal sealed class SafetensorsHeader
{
    private const string MetadataKey = "__metadata__";
    private const string Place = "header";
    private const string Remedy = "It is damaged or was written by a faulty program: get it from its origin again";

    private readonly List<Entry> _entries = [];
    private readonly List<(string Name, string Type, long Begin, long End)> _others = [];
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);

    /// <summary>The tensors in the order of the header.</summary>
    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>Tensors whose elements are of a type that is not read (F8_E4M3, U16, C64, …): where their bytes are.</summary>
    public IReadOnlyList<(string Name, string Type, long Begin, long End)> OtherEntries => _others;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Parses a header.</summary>
    /// <param name="file">The file, for errors.</param>
    /// <param name="json">The header's bytes.</param>
    /// <param name="dataLength">The number of bytes behind it.</param>
    public static SafetensorsHeader Parse(InputFile file, ReadOnlySpan<byte> json, long dataLength)
    {
        if (!Utf8.IsValid(json))
            throw file.Error("the header is not valid UTF-8", Remedy, Place);
        var header = new SafetensorsHeader();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 3 });
            header.ReadAll(file, ref reader);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw file.Error("the header is not the JSON that it should be", Remedy, Place, e);
        }

        header.CheckLayout(file, dataLength);
        return header;
    }

    /// <summary>The header of a file to be written, padded with spaces so that the tensors begin at a multiple of 8.</summary>
    public static byte[] Write(IEnumerable<Entry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    json.WriteString(key, text);
                json.WriteEndObject();
            }

            foreach (var entry in entries)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", entry.ElementType.SafetensorsName());
                WriteIntegers(json, "shape", entry.Shape);
                WriteIntegers(json, "data_offsets", [entry.Begin, entry.End]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.WrittenCount % 8 != 0)
            buffer.Write(" "u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Whether a name could be taken for the metadata.</summary>
    public static bool IsReserved(string name) => name == MetadataKey;

    private static void WriteIntegers(Utf8JsonWriter json, string name, long[] values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private void ReadAll(InputFile file, ref Utf8JsonReader reader)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextProperty(ref reader, out var name))
        {
            if (!names.Add(name))
                throw file.Error($"'{name}' occurs twice", Remedy, Place);
            if (IsReserved(name))
                ReadMetadata(file, ref reader);
            else if (_entries.Count + _others.Count == CheckpointLimits.Tensors)
                throw file.Error($"there are more than {CheckpointLimits.Tensors} tensors", Remedy, Place);
            else
                ReadEntry(file, ref reader, name);
        }

        if (reader.Read())
            throw new JsonException();
    }

    private void ReadMetadata(InputFile file, ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextProperty(ref reader, out var key))
        {
            Expect(ref reader, JsonTokenType.String);
            if (!_metadata.TryAdd(key, reader.GetString()!))
                throw file.Error($"the metadata has '{key}' twice", Remedy, Place);
        }
    }

    private void ReadEntry(InputFile file, ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextProperty(ref reader, out var property))
        {
            if (property == "dtype" && type is null)
            {
                Expect(ref reader, JsonTokenType.String);
                type = reader.GetString();
            }
            else if (property == "shape" && shape is null)
            {
                shape = ReadIntegers(ref reader);
            }
            else if (property == "data_offsets" && offsets is null)
            {
                offsets = ReadIntegers(ref reader);
            }
            else
            {
                throw Error(file, name, $"its property '{property}' is unknown or occurs twice");
            }
        }

        if (TensorName.Problem(name) is { } nameProblem)
            throw Error(file, name, $"the name {nameProblem}");
        if (type is null || shape is null || offsets is not [var begin, var end])
            throw Error(file, name, "its dtype, shape or data_offsets are missing");
        if (TensorShape.Problem(shape) is { } problem)
            throw Error(file, name, $"the shape {TensorShape.Format(shape)} {problem}");
        if (!ElementTypes.TryFromSafetensors(type, out var elementType) && begin <= end)
        {
            _others.Add((name, TypeName(file, name, type), begin, end));
            return;
        }

        if (begin > end || TensorShape.ElementCount(shape) * (uint)elementType.Size() != (ulong)(end - begin))
            throw Error(file, name, $"the shape {TensorShape.Format(shape)} does not fill bytes {begin} to {end}");
        _entries.Add(new Entry(name, elementType, shape, begin, end));
    }

    /// <summary>The name of a type that is not known here: a short word, as messages show it.</summary>
    private static string TypeName(InputFile file, string tensor, string type) =>
        type.Length is > 0 and <= 16 && type.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? type
            : throw Error(file, tensor, "its dtype is not a name");

    /// <summary>The tensors lie side by side from the first byte to the last: nothing is hidden between them or shared.</summary>
    private void CheckLayout(InputFile file, long dataLength)
    {
        var position = 0L;
        var ranges = _entries.Select(entry => (entry.Name, entry.Begin, entry.End))
            .Concat(_others.Select(entry => (entry.Name, entry.Begin, entry.End)));
        foreach (var (name, begin, end) in ranges.OrderBy(range => range.Begin).ThenBy(range => range.End))
        {
            if (begin != position)
            {
                var where = begin < position ? "within another tensor" : "after a hole";
                throw Error(file, name, $"it begins at byte {begin} of the data, {where}");
            }

            position = end;
        }

        if (position != dataLength)
        {
            throw file.Error($"the tensors need {position} bytes, the file has {dataLength} for them",
                "It is truncated or damaged: copy or download it again", Place);
        }
    }

    /// <summary>Integers that are not negative: at most as many as a tensor can have dimensions.</summary>
    private static long[] ReadIntegers(ref Utf8JsonReader reader)
    {
        var values = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var value) || value < 0
                || values.Count == CheckpointLimits.Dimensions)
            {
                throw new JsonException();
            }

            values.Add(value);
        }

        return [.. values];
    }

    private static bool NextProperty(ref Utf8JsonReader reader, out string name)
    {
        reader.Read();
        name = reader.TokenType == JsonTokenType.PropertyName ? reader.GetString()! : "";
        return reader.TokenType == JsonTokenType.PropertyName;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw new JsonException();
    }

    private static InputException Error(InputFile file, string name, string problem) =>
        file.Error(problem, Remedy, $"tensor '{(name.Length <= 100 ? name : name[..100])}'");

    /// <summary>One tensor: its bytes are those from <see cref="Begin"/> up to <see cref="End"/> behind the header.</summary>
    internal sealed record Entry(string Name, ElementType ElementType, long[] Shape, long Begin, long End);
}
