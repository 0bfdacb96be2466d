using System.Globalization;
using System.Text;
using IgMlNet.Reporting.Markdown;

namespace IgMlNet.Reporting.Csv;

/// <summary>Cells and rows of comma-separated values (RFC 4180).</summary>
internal static class CsvText
{
    /// <summary>Appends a row of cells.</summary>
    public static void Row(StringBuilder csv, IEnumerable<string> cells) => csv.AppendJoin(',', cells).Append('\n');

    /// <summary>A number that reads back the same.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A whole number.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A text; one that a spreadsheet would take for a formula begins with an apostrophe.</summary>
    public static string Text(string text)
    {
        var visible = VisibleText.Clean(text);
        if (visible.Length > 0 && visible[0] is '=' or '+' or '-' or '@' or '\t')
            visible = "'" + visible;
        return visible.AsSpan().ContainsAny(",\"\n\r ") ? $"\"{visible.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : visible;
    }
}
