using IgMlNet.IO;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Leaderboards.References;

/// <summary>A <see cref="ReferenceList"/> as a JSON file, strictly read.</summary>
public static class ReferenceListFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const long LargestFile = 16L << 20;

    private const int LongestText = 1000;

    private static readonly VersionedJson<ReferenceList> Json = new(
        "a list of references", ReferenceList.CurrentSchemaVersion, LargestFile, ReportJsonContext.Strict.ReferenceList, FirstViolation);

    /// <summary>The list as the bytes of a file.</summary>
    /// <exception cref="ArgumentException">A result cannot be one; the message names the place.</exception>
    public static byte[] ToUtf8Bytes(ReferenceList list) => Json.ToUtf8Bytes(list);

    /// <summary>Writes a list: the file is whole, or as it was before.</summary>
    /// <exception cref="ArgumentException">A result cannot be one; the message names the place.</exception>
    /// <exception cref="InputException">The place cannot be written to.</exception>
    public static void Write(string path, ReferenceList list, CancellationToken cancellationToken = default) =>
        Json.Write(path, list, cancellationToken);

    /// <summary>Reads a list.</summary>
    /// <exception cref="InputException">The file is absent, too large, or not such a list.</exception>
    public static ReferenceList Read(string path) => Json.Read(path);

    private static (string Place, string Problem)? FirstViolation(ReferenceList list)
    {
        if (string.IsNullOrWhiteSpace(list.Source) || list.Source.Length > LongestText)
            return ("$.source", "is empty or too long");
        if (list.Results.IsDefault || list.Results.Contains(null!))
            return ("$.results", "the list is not set or holds null");
        for (var i = 0; i < list.Results.Length; i++)
        {
            if (ProblemOf(list.Results[i]) is { } problem)
                return ($"$.results[{i}]", problem);
        }

        return null;
    }

    private static string? ProblemOf(ReferenceResult result)
    {
        string?[] texts = [result.Id, result.Title, result.Architecture, result.Dataset, result.Venue ?? "-"];
        if (texts.Any(static text => string.IsNullOrWhiteSpace(text) || text.Length > LongestText))
            return "has an empty text, or one that is too long";
        if (!double.IsFinite(result.ThreatModel.Epsilon) || result.ThreatModel.Epsilon < 0)
            return "has an ε that is not a finite number of at least 0";
        double[] accuracies = [result.Clean, result.AutoAttack, result.Robust];
        return accuracies.All(static accuracy => accuracy is >= 0 and <= 1) ? null : "has an accuracy that is not within 0 to 1";
    }
}
