using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using IgMlNet.IO;

namespace IgMlNet.Publishing.GitHub.Publishing;

/// <summary>
/// The first line of a comment of ours, which no one sees: of which report it is, of which run on how many images, and a digest of the rest. It counts
/// only in comments of the author that writes them, so that no one else's text can pass for it.
/// </summary>
internal sealed partial record ReportMarker
{
    /// <summary>The most bytes that a marker and its line end take.</summary>
    public const int LongestLine = 400;

    /// <summary>Which of several reports on a pull request.</summary>
    public required string Key { get; init; }

    /// <summary>Of which run the report is, and how new.</summary>
    public required ReportAge Age { get; init; }

    /// <summary>SHA-256 of the text behind the marker, in hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>The key, if it can be one.</summary>
    /// <exception cref="InputException">It cannot.</exception>
    public static string CheckedKey(string text, string source) => KeyForm().IsMatch(text)
        ? text
        : throw new InputException(source, $"'{text}' is no key", "Write up to 50 small letters, digits and dashes, e.g. robustness");

    /// <summary>The digest of a text.</summary>
    public static string DigestOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The marker at the start of a comment; null where there is none.</summary>
    public static ReportMarker? Find(string? body)
    {
        var match = Form().Match(body ?? "");
        return match.Success
            && long.TryParse(match.Groups["run"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var run)
            && int.TryParse(match.Groups["attempt"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? new ReportMarker
            {
                Key = match.Groups["key"].Value,
                Age = new ReportAge(
                    match.Groups["head"].Value, run, attempt, (ReportDetail)(match.Groups["detail"].Value[0] - '0'),
                    match.Groups["images"].Success ? int.Parse(match.Groups["images"].Value, CultureInfo.InvariantCulture) : 0),
                Digest = match.Groups["digest"].Value,
            }
            : null;
    }

    /// <summary>The line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"<!-- igml:report v1 key={Key} run={Age.Run}.{Age.Attempt}.{(int)Age.Detail} images={Age.Images} head={Age.Head} digest={Digest} -->");

    [GeneratedRegex(
        @"\A<!-- igml:report v1 key=(?<key>[a-z0-9-]{1,50}) run=(?<run>\d{1,18})\.(?<attempt>\d{1,6})\.(?<detail>[0-2])( images=(?<images>\d{1,8}))? head=(?<head>[0-9a-f]{4,64}) digest=(?<digest>[0-9a-f]{64}) -->(\r?\n|\z)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    [GeneratedRegex(@"\A[a-z0-9-]{1,50}\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyForm();
}

/// <summary>How much a comment says about an attempt of a run.</summary>
internal enum ReportDetail
{
    /// <summary>That there are no results.</summary>
    Note = 0,

    /// <summary>The results.</summary>
    Results = 1,

    /// <summary>The results beside those of the base.</summary>
    Comparison = 2,
}
