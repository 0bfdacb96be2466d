using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using IgMlNet.IO;

namespace IgMlNet.Reporting.Results.Files;

/// <summary>
/// Writes and reads the JSON files of this library: with a version, strictly, and with errors that name file, place and problem.
/// </summary>
/// <param name="what">What such a file is called, with its article: <c>a report file</c>.</param>
/// <param name="version">The version that is written.</param>
/// <param name="largest">The largest file that is read, in bytes.</param>
/// <param name="type">How its content is written and read.</param>
/// <param name="firstViolation">The first rule that content breaks beyond its shape, and where; null for sound content.</param>
internal sealed class VersionedJson<T>(
    string what, int version, long largest, JsonTypeInfo<T> type, Func<T, (string Place, string Problem)?> firstViolation)
    where T : class
{
    /// <summary>The oldest version that is read; null where only the one that is written is.</summary>
    public int? Oldest { get; init; }

    /// <summary>Content of an older version as that of the current one; by default unchanged.</summary>
    public Func<T, T> Upgrade { get; init; } = static content => content;

    /// <summary>Content as the bytes of a file.</summary>
    /// <exception cref="ArgumentException">It breaks a rule; the message names the place.</exception>
    public byte[] ToUtf8Bytes(T content) => firstViolation(content) is { } violation
        ? throw new ArgumentException($"{violation.Place}: {violation.Problem}.", nameof(content))
        : [.. JsonSerializer.SerializeToUtf8Bytes(content, type), (byte)'\n'];

    /// <summary>Writes a file: it is whole, or as it was before.</summary>
    /// <exception cref="ArgumentException">The content breaks a rule; the message names the place.</exception>
    /// <exception cref="InputException">The place cannot be written to.</exception>
    public void Write(string path, T content, CancellationToken cancellationToken) =>
        AtomicFile.Write(path, ToUtf8Bytes(content), cancellationToken);

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputException">It is absent, too large, or not what it should be.</exception>
    public T Read(string path) => Parse(RegularFile.ReadAllBytes(path, largest, $"Name {what}"), path);

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="InputException">They are not what they should be.</exception>
    public T Parse(ReadOnlySpan<byte> utf8, string source)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        try
        {
            RequireKnownVersion(utf8, source);
            var content = Upgrade(
                JsonSerializer.Deserialize(utf8, type) ?? throw new InputException(source, $"holds null instead of {what}"));
            return firstViolation(content) is { } violation
                ? throw new InputException(source, violation.Problem, place: violation.Place)
                : content;
        }
        catch (JsonException e)
        {
            var line = e.LineNumber is { } number ? $"line {number + 1}" : null;
            var place = e.Path is { Length: > 1 } path ? line is null ? path : $"{path}, {line}" : line;
            throw new InputException(
                source, $"is not {what} of schema version {version}: {FirstSentence(e)}", place: place, innerException: e);
        }
    }

    /// <summary>Tells a file of another version from a damaged one before anything else is said about it.</summary>
    private void RequireKnownVersion(ReadOnlySpan<byte> utf8, string source)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = type.Options.MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new InputException(source, "is not a JSON object", $"Name {what}");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = reader.ValueTextEquals("schemaVersion"u8);
            reader.Read();
            if (!isVersion)
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var found))
                throw new InputException(source, "the schema version is not an integer", place: "$.schemaVersion");
            if (found < (Oldest ?? version) || found > version)
            {
                var known = Oldest is null ? $"version {version}" : $"versions {Oldest} to {version}";
                throw new InputException(
                    source, $"has schema version {found}, and this tool reads {known}",
                    "Read it with the tool that wrote it, or evaluate again", "$.schemaVersion");
            }

            return;
        }

        throw new InputException(source, "has no schemaVersion", $"Name {what}");
    }

    private static string FirstSentence(JsonException e)
    {
        var end = e.Message.IndexOf(" Path:", StringComparison.Ordinal);
        return (end < 0 ? e.Message : e.Message[..end]).TrimEnd('.');
    }
}
