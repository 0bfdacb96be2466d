using IgMlNet.IO;

namespace IgMlNet.Reporting.Results.Files;

/// <summary>
/// A <see cref="RobustnessReport"/> as a JSON file (UTF-8, camelCase members, in the order of the record's declaration).
/// Writing the same report twice gives the same bytes. Reading is strict: an unknown version, a missing, doubled or
/// unknown member, a list of the wrong length, or a number out of range is an <see cref="InputException"/>.
/// </summary>
public static class ReportFile
{
    /// <summary>The largest file that is read, in bytes: 100 variants times 10 attacks on 50,000 images.</summary>
    public const long LargestFile = 512L << 20;

    private static readonly VersionedJson<RobustnessReport> Json =
        new("a report file", RobustnessReport.CurrentSchemaVersion, LargestFile, ReportJsonContext.Strict.RobustnessReport, ReportRules.FirstViolation)
        {
            Oldest = RobustnessReport.OldestSchemaVersion,
            Upgrade = static report => report with { SchemaVersion = RobustnessReport.CurrentSchemaVersion },
        };

    /// <summary>The report as the bytes of a file.</summary>
    /// <exception cref="ArgumentException">The report contradicts itself; the message names the place.</exception>
    public static byte[] ToUtf8Bytes(RobustnessReport report) => Json.ToUtf8Bytes(report);

    /// <summary>Writes a report: the file is whole, or as it was before.</summary>
    /// <exception cref="ArgumentException">The report contradicts itself; the message names the place.</exception>
    /// <exception cref="InputException">The place cannot be written to.</exception>
    public static void Write(string path, RobustnessReport report, CancellationToken cancellationToken = default) =>
        Json.Write(path, report, cancellationToken);

    /// <summary>Reads a report.</summary>
    /// <exception cref="InputException">The file is absent, too large, or not a report of this version.</exception>
    public static RobustnessReport Read(string path) => Json.Read(path);

    /// <summary>Reads a report from the bytes of a file.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="source">What errors call them, usually the file's path.</param>
    /// <exception cref="InputException">The bytes are not a report of this version.</exception>
    public static RobustnessReport Parse(ReadOnlySpan<byte> utf8, string source) => Json.Parse(utf8, source);
}
