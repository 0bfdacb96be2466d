using System.Text.Json;
using IgMlNet.Reporting.Files;

namespace IgMlNet.Reporting.Results;

/// <summary>
/// A <see cref="RobustnessReport"/> as a JSON file (UTF-8, camelCase members, in the order of the record's declaration).
/// Writing the same report twice gives the same bytes. Reading is strict: an unknown version, a missing, doubled or
/// unknown member, a list of the wrong length, or a number out of range is an <see cref="InputException"/>.
/// </summary>
public static class ReportFile
{
    /// <summary>The largest file that is read, in bytes: 100 variants times 10 attacks on 50,000 images.</summary>
    public const long LargestFile = 512L << 20;

    /// <summary>The report as the bytes of a file.</summary>
    /// <exception cref="ArgumentException">The report contradicts itself; the message names the place.</exception>
    public static byte[] ToUtf8Bytes(RobustnessReport report)
    {
        if (ReportRules.FirstViolation(report) is { } violation)
            throw new ArgumentException($"{violation.Place}: {violation.Problem}.", nameof(report));
        return [.. JsonSerializer.SerializeToUtf8Bytes(report, ReportJsonContext.Strict.RobustnessReport), (byte)'\n'];
    }

    /// <summary>Writes a report: the file is whole, or as it was before.</summary>
    /// <exception cref="ArgumentException">The report contradicts itself; the message names the place.</exception>
    /// <exception cref="InputException">The place cannot be written to.</exception>
    public static void Write(string path, RobustnessReport report, CancellationToken cancellationToken = default) =>
        AtomicFile.Write(path, ToUtf8Bytes(report), cancellationToken);

    /// <summary>Reads a report.</summary>
    /// <exception cref="InputException">The file is absent, too large, or not a report of this version.</exception>
    public static RobustnessReport Read(string path)
    {
        byte[] bytes;
        try
        {
            var length = new FileInfo(path).Length;
            if (length > LargestFile)
                throw new InputException(path, $"is larger than {LargestFile >> 20} MiB", "Name a report file");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException(path, "cannot be read as a report", "Name an existing report file", innerException: e);
        }

        return Parse(bytes, path);
    }

    /// <summary>Reads a report from the bytes of a file.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="source">What errors call them, usually the file's path.</param>
    /// <exception cref="InputException">The bytes are not a report of this version.</exception>
    public static RobustnessReport Parse(ReadOnlySpan<byte> utf8, string source)
    {
        if (utf8.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        RobustnessReport? report;
        try
        {
            RequireKnownVersion(utf8, source);
            report = JsonSerializer.Deserialize(utf8, ReportJsonContext.Strict.RobustnessReport);
        }
        catch (JsonException e)
        {
            var line = e.LineNumber is { } number ? $"line {number + 1}" : null;
            var place = e.Path is { Length: > 1 } path ? line is null ? path : $"{path}, {line}" : line;
            throw new InputException(
                source, $"is not a report of schema version {RobustnessReport.CurrentSchemaVersion}: {FirstSentence(e)}",
                place: place, innerException: e);
        }

        if (report is null)
            throw new InputException(source, "holds null instead of a report");
        if (ReportRules.FirstViolation(report) is { } violation)
            throw new InputException(source, violation.Problem, place: violation.Place);
        return report;
    }

    /// <summary>Tells a file of another version from a damaged one before anything else is said about it.</summary>
    private static void RequireKnownVersion(ReadOnlySpan<byte> utf8, string source)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 8 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new InputException(source, "is not a JSON object", "Name a report file");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = reader.ValueTextEquals("schemaVersion"u8);
            reader.Read();
            if (!isVersion)
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var version))
                throw new InputException(source, "the schema version is not an integer", place: "$.schemaVersion");
            if (version != RobustnessReport.CurrentSchemaVersion)
            {
                throw new InputException(
                    source, $"has schema version {version}, and this tool reads version {RobustnessReport.CurrentSchemaVersion}",
                    "Read it with the tool that wrote it, or evaluate again", "$.schemaVersion");
            }

            return;
        }

        throw new InputException(source, "has no schemaVersion", "Name a report file");
    }

    private static string FirstSentence(JsonException e)
    {
        var end = e.Message.IndexOf(" Path:", StringComparison.Ordinal);
        return (end < 0 ? e.Message : e.Message[..end]).TrimEnd('.');
    }
}
