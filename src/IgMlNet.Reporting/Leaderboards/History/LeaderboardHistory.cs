using System.Collections.Immutable;
using IgMlNet.IO;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Reporting.Leaderboards.History;

/// <summary>
/// What a leaderboard's evaluations found one after another: a <see cref="HistoryEntry"/> on every line of a file, strictly read.
/// Lines are only ever added behind those that are there, which stay as they are, byte for byte.
/// </summary>
public sealed class LeaderboardHistory
{
    /// <summary>The file's name in the folder of a leaderboard.</summary>
    public const string FileName = "history.jsonl";

    /// <summary>The largest file that is read or written, in bytes.</summary>
    public const int LargestFile = 16 << 20;

    /// <summary>How many points a row has at most, the last ones.</summary>
    public const int MostPoints = 100;

    private const string Remedy = "Restore the file from an earlier commit, or use the tool that wrote it";

    private static readonly VersionedJson<HistoryEntry> Json = new(
        "a line of a leaderboard's history", HistoryEntry.CurrentSchemaVersion, LargestFile, ReportJsonContext.OneLine.HistoryEntry,
        FirstViolation);

    private readonly ImmutableArray<byte> _bytes;
    private readonly ImmutableArray<HistoryEntry> _entries;

    private LeaderboardHistory(ImmutableArray<byte> bytes, ImmutableArray<HistoryEntry> entries) => (_bytes, _entries) = (bytes, entries);

    /// <summary>The history of a leaderboard that has taken nothing in.</summary>
    public static LeaderboardHistory Empty { get; } = new([], []);

    /// <summary>The evaluations, in the order in which they were taken in.</summary>
    public IReadOnlyList<HistoryEntry> Entries => _entries;

    /// <summary>Reads a file; one that is absent is empty.</summary>
    /// <exception cref="InputException">The file is too large, or a line of it not as it should be.</exception>
    public static LeaderboardHistory Read(string path) => File.Exists(path)
        ? Parse(RegularFile.ReadAllBytes(path, LargestFile, "Name the folder of a leaderboard"), path)
        : Empty;

    /// <summary>Reads the bytes of a file.</summary>
    /// <exception cref="InputException">A line is not as it should be; the place tells its number.</exception>
    public static LeaderboardHistory Parse(ReadOnlySpan<byte> utf8, string source)
    {
        var entries = ImmutableArray.CreateBuilder<HistoryEntry>();
        var lines = new Dictionary<(string, string), int>();
        for (var (start, number) = (0, 1); start < utf8.Length; number++)
        {
            var length = utf8[start..].IndexOf((byte)'\n');
            var line = length < 0 ? utf8[start..] : utf8.Slice(start, length);
            var entry = ParseLine(line, source, number);
            if (!lines.TryAdd(KeyOf(entry), number))
            {
                throw new InputException(
                    source, FormattableString.Invariant($"is of the same commit and result as line {lines[KeyOf(entry)]}"), "Remove one of them",
                    PlaceOf(null, number));
            }

            entries.Add(entry);
            start += line.Length + 1;
        }

        return new LeaderboardHistory([.. utf8], entries.DrainToImmutable());
    }

    /// <summary>The history with a line more; itself where it has one of the same commit and result.</summary>
    /// <param name="entry">What is taken in.</param>
    /// <param name="date">The day of it, in UTC.</param>
    /// <exception cref="InputException">The file would be larger than <see cref="LargestFile"/>.</exception>
    public LeaderboardHistory With(LeaderboardEntry entry, DateOnly date)
    {
        var added = HistoryEntry.FromEntry(entry, date);
        if (_entries.Any(earlier => KeyOf(earlier) == KeyOf(added)))
            return this;
        var line = Json.ToUtf8Bytes(added);
        var bytes = _bytes.IsEmpty || _bytes[^1] == '\n' ? _bytes : _bytes.Add((byte)'\n');
        if (bytes.Length + line.Length > LargestFile)
            throw new InputException(FileName, $"would be larger than {LargestFile >> 20} MiB", "Keep it under another name, and a new one begins");
        return new LeaderboardHistory(bytes.AddRange(line), _entries.Add(added));
    }

    /// <summary>The history as the bytes of a file.</summary>
    public byte[] ToUtf8Bytes() => [.. _bytes];

    /// <summary>
    /// How the worst case of a row went, the last <see cref="MostPoints"/> evaluations. Those that a check forbade to believe are left out.
    /// </summary>
    public ImmutableArray<HistoryPoint> PointsOf(LeaderboardRow row) => PointsOf(LeaderboardEntryFile.NameOf(row.Entry), row.Classifier.Id);

    /// <summary>The same of a result by the name of its file.</summary>
    /// <param name="result">The name, see <see cref="LeaderboardEntryFile"/>.</param>
    /// <param name="classifier">The id of the classifier.</param>
    public ImmutableArray<HistoryPoint> PointsOf(string result, string classifier) =>
    [
        .. _entries.Where(entry => entry.Result == result)
            .SelectMany(entry => entry.Classifiers.Where(outcome => outcome.Id == classifier && outcome.IsBelieved)
                .Select(outcome => new HistoryPoint(entry.Date, entry.Commit, outcome.WorstCase)))
            .TakeLast(MostPoints),
    ];

    private static (string Commit, string Result) KeyOf(HistoryEntry entry) => (entry.Commit, entry.Result);

    private static HistoryEntry ParseLine(ReadOnlySpan<byte> line, string source, int number)
    {
        try
        {
            return Json.Parse(line, source);
        }
        catch (InputException e)
        {
            // The reader of JSON counts lines from the beginning of this one.
            var member = e.InnerException is System.Text.Json.JsonException json ? json.Path : e.Place;
            throw new InputException(source, e.Problem, Remedy, PlaceOf(member, number), e);
        }
    }

    private static string PlaceOf(string? member, int number) => member is { Length: > 1 }
        ? FormattableString.Invariant($"{member}, line {number}")
        : FormattableString.Invariant($"line {number}");

    private static (string Place, string Problem)? FirstViolation(HistoryEntry entry) => Violations(entry)
        .Select(static violation => ((string, string)?)violation)
        .FirstOrDefault();

    private static IEnumerable<(string Place, string Problem)> Violations(HistoryEntry entry)
    {
        if (entry.Classifiers.IsDefaultOrEmpty || entry.Classifiers.Contains(null!))
        {
            yield return ("$.classifiers", "the list is empty or holds null");
            yield break;
        }

        foreach (var violation in TextRules.Violations(
        [
            ("$.commit", entry.Commit), ("$.result", entry.Result),
            .. entry.Classifiers.Select(static (classifier, i) => ($"$.classifiers[{i}].id", (string?)classifier.Id)),
        ]))
        {
            yield return violation;
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < entry.Classifiers.Length; i++)
        {
            var classifier = entry.Classifiers[i];
            if (!ids.Add(classifier.Id))
                yield return ($"$.classifiers[{i}].id", "is the id of an earlier classifier");
            if (classifier.WorstCase is not (>= 0 and <= 1))
                yield return ($"$.classifiers[{i}].worstCase", "is not within 0 to 1");
            if (classifier.Clean is not (>= 0 and <= 1))
                yield return ($"$.classifiers[{i}].clean", "is not within 0 to 1");
        }
    }
}
