using System.Security.Cryptography;
using System.Text;
using IgMlNet.IO;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Leaderboards.Entries;

/// <summary>
/// A <see cref="LeaderboardEntry"/> as a JSON file, strictly read. A file is named after what it holds, so that an evaluation of the
/// same model on the same images by the same plan takes the place of an earlier one.
/// </summary>
public static class LeaderboardEntryFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const long LargestFile = 64L << 20;

    private const int LongestName = 40;

    private static readonly VersionedJson<LeaderboardEntry> Json = new(
        "an entry of a leaderboard", LeaderboardEntry.CurrentSchemaVersion, LargestFile, ReportJsonContext.Strict.LeaderboardEntry,
        LeaderboardRules.FirstViolation)
    {
        Oldest = LeaderboardEntry.OldestSchemaVersion,
        Upgrade = static entry => entry with { SchemaVersion = LeaderboardEntry.CurrentSchemaVersion },
    };

    /// <summary>The entry as the bytes of a file.</summary>
    /// <exception cref="ArgumentException">The entry contradicts itself; the message names the place.</exception>
    public static byte[] ToUtf8Bytes(LeaderboardEntry entry) => Json.ToUtf8Bytes(entry);

    /// <summary>Reads an entry.</summary>
    /// <exception cref="InputException">The file is absent, too large, not an entry, or named as another one.</exception>
    public static LeaderboardEntry Read(string path)
    {
        var entry = Json.Read(path);
        var name = NameOf(entry);
        return Path.GetFileName(path) == name
            ? entry
            : throw new InputException(path, "is not named after what it holds", $"Rename it to {name}");
    }

    /// <summary>Reads an entry from the bytes of a file.</summary>
    /// <exception cref="InputException">They are not an entry.</exception>
    public static LeaderboardEntry Parse(ReadOnlySpan<byte> utf8, string source) => Json.Parse(utf8, source);

    /// <summary>The name of an entry's file: data set and model in words, and a hash of images, model, threat model and plan.</summary>
    public static string NameOf(LeaderboardEntry entry) =>
        NameOf(entry.Images.Dataset, entry.Images.ContentHash, entry.Model, entry.Origin.PlanHash);

    /// <summary>The name that the entry of a report has.</summary>
    public static string NameOf(RobustnessReport report) =>
        NameOf(report.Dataset.Name, report.Dataset.ContentHash, report.Model, report.Provenance.PlanHash);

    private static string NameOf(string dataset, string images, ModelInfo model, string plan)
    {
        var identity = string.Join('\n', images, model.Hash, plan);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..12];
        return $"{Word(dataset)}-{Word(Path.GetFileNameWithoutExtension(model.Name))}-{hash}.json";
    }

    /// <summary>A name from outside as a part of a file's name.</summary>
    private static string Word(string name)
    {
        var word = new StringBuilder();
        foreach (var c in name)
        {
            if (word.Length == LongestName)
                break;
            if (char.IsAsciiLetterOrDigit(c))
                word.Append(char.ToLowerInvariant(c));
            else if (word.Length > 0 && word[^1] != '-')
                word.Append('-');
        }

        return word.ToString().TrimEnd('-') is { Length: > 0 } found ? found : "unnamed";
    }
}
