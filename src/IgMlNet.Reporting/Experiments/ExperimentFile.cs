using IgMlNet.IO;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Experiments;

/// <summary><see cref="ExperimentReport"/> as a JSON file. Reading is as strict as that of results.</summary>
public static class ExperimentFile
{
    private const long LargestFile = 64L << 20;

    private static readonly VersionedJson<ExperimentReport> Json =
        new("an analysis file", ExperimentReport.CurrentSchemaVersion, LargestFile, ReportJsonContext.Strict.ExperimentReport, FirstViolation);

    /// <summary>The analysis as the bytes of a file.</summary>
    /// <exception cref="ArgumentException">It contradicts itself; the message names the place.</exception>
    public static byte[] ToUtf8Bytes(ExperimentReport report) => Json.ToUtf8Bytes(report);

    /// <summary>Writes an analysis: the file is whole, or as it was before.</summary>
    /// <exception cref="ArgumentException">It contradicts itself; the message names the place.</exception>
    /// <exception cref="InputException">The place cannot be written to.</exception>
    public static void Write(string path, ExperimentReport report, CancellationToken cancellationToken = default) =>
        Json.Write(path, report, cancellationToken);

    /// <summary>Reads an analysis.</summary>
    /// <exception cref="InputException">The file is absent, too large, or not an analysis of this version.</exception>
    public static ExperimentReport Read(string path) => Json.Read(path);

    /// <summary>Reads an analysis from the bytes of a file.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="source">What errors call them, usually the file's path.</param>
    /// <exception cref="InputException">They are not an analysis of this version.</exception>
    public static ExperimentReport Parse(ReadOnlySpan<byte> utf8, string source) => Json.Parse(utf8, source);

    private static (string Place, string Problem)? FirstViolation(ExperimentReport report)
    {
        if (report.Tables.IsDefaultOrEmpty)
            return ("$.tables", "has no table");
        if (report.Findings.IsDefault || report.Dataset.Classes.IsDefault || report.Provenance.Machines.IsDefault)
            return ("$", "has a list that is not set");
        foreach (var (t, table) in report.Tables.Index())
        {
            var place = FormattableString.Invariant($"$.tables[{t}]");
            if (table.Columns.IsDefaultOrEmpty || table.Rows.IsDefaultOrEmpty)
                return (place, "has no column or no row");
            if (report.Tables.Take(t).Any(other => other.Id == table.Id))
                return ($"{place}.id", "is that of another table too");
            if (table.Rows.Any(row => row.Values.IsDefault || row.Values.Length != table.Columns.Length))
                return ($"{place}.rows", "has a row that has not as many numbers as there are columns");
            if (table.Rows.Any(row => row.Values.Any(value => value is { } number && !double.IsFinite(number))))
                return ($"{place}.rows", "has a number that is not finite");
        }

        return null;
    }
}
