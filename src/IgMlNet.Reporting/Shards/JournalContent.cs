using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Results.Timings;

namespace IgMlNet.Reporting.Shards;

/// <summary>
/// What a shard's journal holds. A journal is lines of text, each a JSON object behind 32 hexadecimal digits: the first half of
/// SHA-256 over the digits of the line before and the object. So a line that was changed, left out, doubled or moved is found.
/// </summary>
public sealed class JournalContent
{
    /// <summary>The largest journal that is read, in bytes.</summary>
    public const long LargestFile = ReportFile.LargestFile;

    private const int HashDigits = 32;

    private readonly List<(JournalRun Run, List<JournalBlock> Blocks)> _runs = [];
    private readonly HashSet<int> _done = [];

    private JournalContent(string path, JournalHeader header)
    {
        Path = path;
        Shard = new Shard(header.Shard, header.Shards);
        Work = header.Work;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Which shard it is of.</summary>
    public Shard Shard { get; }

    /// <summary>What is evaluated.</summary>
    public EvaluationWork Work { get; }

    /// <summary>The blocks that are done.</summary>
    public IReadOnlySet<int> Done => _done;

    /// <summary>The number of blocks of the shard, done or not.</summary>
    public int BlockCount => Shard.Blocks(Work.BlockCount()).Count();

    /// <summary>Whether all blocks are done.</summary>
    public bool IsComplete => _done.Count == BlockCount;

    /// <summary>The records of the blocks that are done.</summary>
    public IEnumerable<BlockRecord> Blocks => _runs.SelectMany(static run => run.Blocks).Select(static block => block.Record);

    /// <summary>The machines that did them.</summary>
    public IEnumerable<MachineInfo> Machines => _runs.Where(static run => run.Blocks.Count > 0).Select(static run => run.Run.Machine);

    /// <summary>What predictions cost; null where it was not measured here.</summary>
    public ImmutableArray<VariantCost>? Costs { get; private set; }

    /// <summary>The processes that worked on it.</summary>
    public IEnumerable<RunInfo> Runs => _runs.Select(run => new RunInfo
    {
        Shard = Shard.Number,
        Shards = Shard.Count,
        StartedUtc = run.Run.StartedUtc,
        Seconds = run.Blocks.Count > 0 ? run.Blocks[^1].Elapsed : 0,
        Images = run.Blocks.Sum(block => Work.ImagesIn(block.Record.Block)),
    });

    /// <summary>The bytes of whole lines: what is behind them was being written when the process was killed.</summary>
    internal int WholeLength { get; private set; }

    /// <summary>The digits of the last whole line.</summary>
    internal string LastHash { get; private set; } = "";

    /// <summary>Reads a journal.</summary>
    /// <exception cref="InputException">It is absent, in use, too large, damaged, or no journal.</exception>
    public static JournalContent Read(string path)
    {
        var bytes = RegularFile.ReadAllBytes(path, LargestFile, "Name a shard's journal");
        return Parse(bytes, path)
            ?? throw new InputException(path, "has no whole line", "Run its shard again, which starts from the beginning");
    }

    /// <summary>Reads a journal from its bytes.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="path">What errors call them.</param>
    /// <returns>The content; null where not even the first line is whole.</returns>
    /// <exception cref="InputException">It is damaged, or no journal.</exception>
    internal static JournalContent? Parse(ReadOnlySpan<byte> utf8, string path)
    {
        JournalContent? content = null;
        var (start, number, hash) = (0, 0, "");
        while (utf8[start..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            number++;
            var line = utf8.Slice(start, length);
            var place = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {number}");
            var entry = Entry(line, hash, path, place);
            if (content is null)
                content = new JournalContent(path, HeaderOf(entry, path, place));
            else
                content.Add(entry, path, place);
            hash = Encoding.ASCII.GetString(line[..HashDigits]);
            start += length + 1;
            (content.WholeLength, content.LastHash) = (start, hash);
        }

        return content;
    }

    /// <summary>A line of a journal, line end included.</summary>
    /// <param name="entry">What it says.</param>
    /// <param name="hash">The digits of the line before, replaced by its own.</param>
    internal static byte[] Line(JournalEntry entry, ref string hash)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(entry, ReportJsonContext.OneLine.JournalEntry);
        hash = HashOf(hash, json);
        return [.. Encoding.ASCII.GetBytes(hash), (byte)' ', .. json, (byte)'\n'];
    }

    private static string HashOf(string before, ReadOnlySpan<byte> json)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(before));
        hash.AppendData(json);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..HashDigits];
    }

    private static JournalEntry Entry(ReadOnlySpan<byte> line, string before, string path, string place)
    {
        if (line.Length <= HashDigits + 1 || line[HashDigits] != ' ')
            throw Damaged(path, place, before.Length == 0 ? "is no journal of an evaluation" : "is damaged");
        var json = line[(HashDigits + 1)..];
        if (!line[..HashDigits].SequenceEqual(Encoding.ASCII.GetBytes(HashOf(before, json))))
            throw Damaged(path, place, before.Length == 0 ? "is damaged, or no journal" : "is damaged: its checksum is wrong");
        try
        {
            var entry = JsonSerializer.Deserialize(json, ReportJsonContext.OneLine.JournalEntry)!;
            var members = new object?[] { entry.Header, entry.Run, entry.Block, entry.Costs }.Count(static member => member is not null);
            return members == 1 ? entry : throw Damaged(path, place, "is no journal of this version");
        }
        catch (JsonException e)
        {
            throw Damaged(path, place, $"is no journal of this version: {e.Message.Split('.')[0]}");
        }
    }

    private static JournalHeader HeaderOf(JournalEntry entry, string path, string place)
    {
        if (entry.Header is not { } header)
            throw Damaged(path, place, "does not begin as a journal");
        if (header.Version != JournalHeader.CurrentVersion)
            throw Damaged(path, place, $"is a journal of version {header.Version}, and this tool reads version {JournalHeader.CurrentVersion}");
        if (header.Shards is < 1 or > Shard.Most || header.Shard < 1 || header.Shard > header.Shards)
            throw Damaged(path, place, $"is of shard {header.Shard} of {header.Shards}");
        return WorkRules.FirstViolation(header.Work) is { } violation
            ? throw Damaged(path, place, $"{violation.Place} {violation.Problem}")
            : header;
    }

    private static InputException Damaged(string path, string place, string problem) =>
        new(path, problem, "Remove it and run its shard again", place);

    private void Add(JournalEntry entry, string path, string place)
    {
        if (entry.Run is { } run)
        {
            _runs.Add((run, []));
            return;
        }

        if (_runs.Count == 0 || entry.Header is not null)
            throw Damaged(path, place, "is out of order");
        if (entry.Costs is { } costs)
        {
            Costs = costs.Variants;
            return;
        }

        var block = entry.Block!;
        if (BlockRules.FirstViolation(block.Record, Work) is { } violation)
            throw Damaged(path, place, $"{violation.Place} {violation.Problem}");
        if (!Shard.Has(block.Record.Block))
            throw Damaged(path, place, $"has block {block.Record.Block}, which is not of shard {Shard}");
        if (!_done.Add(block.Record.Block))
            throw Damaged(path, place, $"has block {block.Record.Block} twice");
        _runs[^1].Blocks.Add(block);
    }
}
