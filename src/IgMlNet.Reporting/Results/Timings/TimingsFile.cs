using IgMlNet.IO;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Results.Timings;

/// <summary>
/// <see cref="RunTimings"/> as a JSON file, which lies beside that of the results. Reading is as strict as that of a report.
/// </summary>
public static class TimingsFile
{
    private const long LargestFile = 64L << 20;

    private static readonly VersionedJson<RunTimings> Json =
        new("a timings file", RunTimings.CurrentSchemaVersion, LargestFile, ReportJsonContext.Strict.RunTimings, TimingsRules.FirstViolation);

    /// <summary>The timings as the bytes of a file.</summary>
    /// <exception cref="ArgumentException">They contradict themselves; the message names the place.</exception>
    public static byte[] ToUtf8Bytes(RunTimings timings) => Json.ToUtf8Bytes(timings);

    /// <summary>Writes timings: the file is whole, or as it was before.</summary>
    /// <exception cref="ArgumentException">They contradict themselves; the message names the place.</exception>
    /// <exception cref="InputException">The place cannot be written to.</exception>
    public static void Write(string path, RunTimings timings, CancellationToken cancellationToken = default) =>
        Json.Write(path, timings, cancellationToken);

    /// <summary>Reads timings.</summary>
    /// <exception cref="InputException">The file is absent, too large, or does not hold timings of this version.</exception>
    public static RunTimings Read(string path) => Json.Read(path);

    /// <summary>Reads timings from the bytes of a file.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="source">What errors call them, usually the file's path.</param>
    /// <exception cref="InputException">The bytes are not timings of this version.</exception>
    public static RunTimings Parse(ReadOnlySpan<byte> utf8, string source) => Json.Parse(utf8, source);
}
