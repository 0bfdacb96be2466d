using System.Collections.Immutable;
using IgMlNet.IO;
using IgMlNet.Reporting.Leaderboards.Breaks;
using IgMlNet.Reporting.Leaderboards.History;
using IgMlNet.Reporting.Leaderboards.References;

namespace IgMlNet.Reporting.Leaderboards.Entries;

/// <summary>
/// A leaderboard's files: <c>results/*.json</c>, an entry each, <c>references/*.json</c>, what others have published,
/// <c>breaks/*.json</c>, proofs that lower rows, and <c>history.jsonl</c>, what earlier evaluations found. Tables are made of nothing but them.
/// </summary>
public sealed class LeaderboardFolder
{
    private const int MostFiles = 10_000;
    private const string Pattern = "*.json";

    private readonly Dictionary<string, LeaderboardEntry> _entries;
    private readonly Dictionary<string, byte[]> _changed = new(StringComparer.Ordinal);
    private readonly ImmutableArray<ReferenceList> _references;
    private readonly Dictionary<string, ProofOfBreak> _proofs;
    private readonly Dictionary<string, byte[]> _newProofs = new(StringComparer.Ordinal);
    private readonly LeaderboardHistory _historyBefore;

    private LeaderboardFolder(
        string path, Dictionary<string, LeaderboardEntry> entries, ImmutableArray<ReferenceList> references, Dictionary<string, ProofOfBreak> proofs,
        LeaderboardHistory history)
    {
        (Path, _entries, _references, _proofs, _historyBefore) = (path, entries, references, proofs, history);
        History = history;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The files that an added entry made or changed, seen from the folder, in ordinal order.</summary>
    public IEnumerable<string> Changed =>
    [
        .. IsHistoryChanged ? [LeaderboardHistory.FileName] : Array.Empty<string>(),
        .. _changed.Keys.Order(StringComparer.Ordinal).Select(static name => $"results/{name}"),
        .. _newProofs.Keys.Order(StringComparer.Ordinal).Select(static name => $"breaks/{name}"),
    ];

    /// <summary>The leaderboard of what is in it.</summary>
    public Leaderboard Leaderboard => Leaderboard.FromEntries(_entries.Values, _references, _proofs.Values);

    /// <summary>What its evaluations found one after another, with those that were added.</summary>
    public LeaderboardHistory History { get; private set; }

    private bool IsHistoryChanged => !ReferenceEquals(History, _historyBefore);

    /// <summary>Where references of a source are kept.</summary>
    public static string ReferencesOf(string folder, string source) =>
        System.IO.Path.Combine(folder, "references", $"{source.ToLowerInvariant()}.json");

    /// <summary>Reads a folder; one that is absent is empty.</summary>
    /// <exception cref="InputException">A file in it is not as it should be.</exception>
    public static LeaderboardFolder Read(string folder)
    {
        ExistingFolder.RequireOrAbsent(folder, "Name the folder of a leaderboard");
        return new LeaderboardFolder(
            folder,
            Files(System.IO.Path.Combine(folder, "results")).ToDictionary(
                static path => System.IO.Path.GetFileName(path), LeaderboardEntryFile.Read, StringComparer.Ordinal),
            [.. Files(System.IO.Path.Combine(folder, "references")).Select(ReferenceListFile.Read)],
            Files(System.IO.Path.Combine(folder, "breaks")).ToDictionary(
                static path => System.IO.Path.GetFileName(path), ProofOfBreakFile.Read, StringComparer.Ordinal),
            LeaderboardHistory.Read(System.IO.Path.Combine(folder, LeaderboardHistory.FileName)));
    }

    /// <summary>
    /// Adds an entry, in place of an earlier one of the same model, images and plan, and a line to the history where its commit has none.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="date">The day, in UTC.</param>
    /// <exception cref="ArgumentException">The entry contradicts itself.</exception>
    /// <exception cref="InputException">The history would be too large.</exception>
    public void Add(LeaderboardEntry entry, DateOnly date)
    {
        var (name, bytes) = (LeaderboardEntryFile.NameOf(entry), LeaderboardEntryFile.ToUtf8Bytes(entry));
        History = History.With(entry, date);
        if (_entries.TryGetValue(name, out var before) && LeaderboardEntryFile.ToUtf8Bytes(before).AsSpan().SequenceEqual(bytes))
            return;
        _entries[name] = entry;
        _changed[name] = bytes;
    }

    /// <summary>Adds a proof that a classifier was broken, in place of an earlier one of the same submission against it.</summary>
    /// <param name="proof">The proof.</param>
    /// <returns>The names of the classifiers whose rows it is about; none where it lowers nothing here.</returns>
    /// <exception cref="ArgumentException">The proof contradicts itself.</exception>
    public IReadOnlyList<string> Add(ProofOfBreak proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        var name = ProofOfBreakFile.NameOf(proof);
        _newProofs[name] = ProofOfBreakFile.ToUtf8Bytes(proof);
        _proofs[name] = proof;
        return [.. _entries.Values.SelectMany(entry => entry.Classifiers.Where(classifier => proof.IsAbout(entry, classifier)))
            .Select(static classifier => classifier.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Writes what was added, each file whole or as it was before.</summary>
    /// <exception cref="InputException">A place cannot be written to.</exception>
    public void Write(CancellationToken cancellationToken)
    {
        foreach (var (name, bytes) in _changed.OrderBy(static file => file.Key, StringComparer.Ordinal))
            AtomicFile.Write(System.IO.Path.Combine(Path, "results", name), bytes, cancellationToken);
        foreach (var (name, bytes) in _newProofs.OrderBy(static file => file.Key, StringComparer.Ordinal))
            AtomicFile.Write(System.IO.Path.Combine(Path, "breaks", name), bytes, cancellationToken);
        if (IsHistoryChanged)
            AtomicFile.Write(System.IO.Path.Combine(Path, LeaderboardHistory.FileName), History.ToUtf8Bytes(), cancellationToken);
    }

    private static List<string> Files(string folder)
    {
        try
        {
            var files = Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, Pattern).Take(MostFiles + 1).Order(StringComparer.Ordinal).ToList()
                : [];
            return files.Count <= MostFiles ? files : throw new InputException(folder, $"holds more than {MostFiles} files");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(folder, $"cannot be read: {e.Message.TrimEnd('.')}", "Name the folder of a leaderboard", innerException: e);
        }
    }
}
