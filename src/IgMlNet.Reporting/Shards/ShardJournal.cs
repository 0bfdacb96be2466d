using System.Collections.Immutable;
using System.Diagnostics;
using IgMlNet.IO;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Timings;

namespace IgMlNet.Reporting.Shards;

/// <summary>
/// A shard's journal, open to be continued: lines are only ever appended, and each is on the disk before the next block begins. A
/// process may be killed at any moment: the line that it was writing is taken off when the journal is opened again.
/// </summary>
public sealed class ShardJournal : IBlockLog, IDisposable
{
    /// <summary>How the names of journals end.</summary>
    public const string Extension = ".journal";

    private readonly Stream _stream;
    private readonly string _path;
    private readonly HashSet<int> _done;
    private readonly int _blocks;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private string _hash;

    private ShardJournal(string path, Stream stream, EvaluationWork work, Shard shard, JournalContent? earlier)
    {
        (_path, _stream) = (path, stream);
        _hash = earlier?.LastHash ?? "";
        _done = [.. earlier?.Done ?? ImmutableHashSet<int>.Empty];
        _blocks = shard.Blocks(work.BlockCount()).Count();
        HasCosts = earlier?.Costs is not null;
    }

    /// <summary>The blocks that are done.</summary>
    public int BlocksDone => _done.Count;

    /// <inheritdoc/>
    public bool HasCosts { get; private set; }

    /// <summary>The usual name of a shard's journal.</summary>
    public static string NameOf(EvaluationWork work, Shard shard) =>
        (work.Models > 1 ? FormattableString.Invariant($"model-{work.Model}-of-{work.Models}-") : "")
        + FormattableString.Invariant($"shard-{shard.Number}-of-{shard.Count}{Extension}");

    /// <summary>Opens a journal, or makes one; its folder must exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="work">What is evaluated.</param>
    /// <param name="shard">Which part of it.</param>
    /// <param name="machine">What this process computes on.</param>
    /// <exception cref="InputException">It is damaged, of other work, in use by another process, or cannot be written.</exception>
    public static ShardJournal Open(string path, EvaluationWork work, Shard shard, MachineInfo machine)
    {
        RegularFile.RequireRegularOrAbsent(path);
        Stream stream;
        try
        {
#pragma warning disable RS0030 // Journals grow in place, locked; that it is a regular file was checked.
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
#pragma warning restore RS0030
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(
                path, $"cannot be opened: {e.Message.TrimEnd('.')}",
                "Let one process at a time work on a shard, in a folder that can be written to", innerException: e);
        }

        try
        {
            return Open(path, stream, work, shard, machine);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Has(int block) => _done.Contains(block);

    /// <inheritdoc/>
    public void Append(BlockRecord block)
    {
        if (_done.Contains(block.Block))
            throw new ArgumentException($"Block {block.Block} is in the journal.", nameof(block));
        Write(new JournalEntry { Block = new JournalBlock { Elapsed = _clock.Elapsed.TotalSeconds, Record = block } });
        _done.Add(block.Block);
    }

    /// <inheritdoc/>
    public void Append(ImmutableArray<VariantCost> costs)
    {
        Write(new JournalEntry { Costs = new JournalCosts { Elapsed = _clock.Elapsed.TotalSeconds, Variants = costs } });
        HasCosts = true;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>Opens a journal on a stream, which becomes its own.</summary>
    internal static ShardJournal Open(string path, Stream stream, EvaluationWork work, Shard shard, MachineInfo machine)
    {
        var earlier = JournalContent.Parse(ReadAll(path, stream), path);
        if (earlier is not null && earlier.Shard != shard)
        {
            throw new InputException(
                path, $"is the journal of shard {earlier.Shard}, not of {shard}", "Give each shard a file or folder of its own");
        }

        if (earlier is not null && WorkDifference.Between(work, earlier.Work) is { } difference)
        {
            throw new InputException(
                path, $"is the journal of another evaluation: {difference}",
                "Give another folder, or remove the file to start over");
        }

        var journal = new ShardJournal(path, stream, work, shard, earlier);
        stream.SetLength(earlier?.WholeLength ?? 0);
        stream.Seek(0, SeekOrigin.End);
        if (earlier is null)
        {
            journal.Write(new JournalEntry
            {
                Header = new JournalHeader
                {
                    Version = JournalHeader.CurrentVersion,
                    Shard = shard.Number,
                    Shards = shard.Count,
                    Work = work,
                },
            });
        }

        journal.Write(new JournalEntry { Run = new JournalRun { StartedUtc = DateTimeOffset.UtcNow, Machine = machine } });
        return journal;
    }

    private static byte[] ReadAll(string path, Stream stream)
    {
        if (stream.Length > JournalContent.LargestFile)
            throw new InputException(path, $"is larger than {JournalContent.LargestFile >> 20} MiB", "Name a shard's journal");
        var bytes = new byte[stream.Length];
        stream.Seek(0, SeekOrigin.Begin);
        stream.ReadExactly(bytes);
        return bytes;
    }

    private void Write(JournalEntry entry)
    {
        var (hash, start) = (_hash, _stream.Position);
        var line = JournalContent.Line(entry, ref hash);
        try
        {
            _stream.Write(line);
            if (_stream is FileStream file)
                file.Flush(flushToDisk: true);
            else
                _stream.Flush();
        }
        catch (IOException e)
        {
            TakeBack(start);
            throw new InputException(
                _path,
                FormattableString.Invariant($"cannot be written: {e.Message.TrimEnd('.')}. {_done.Count} of {_blocks} blocks are kept"),
                "Make room and run the same command again, which goes on from them", innerException: e);
        }

        _hash = hash;
    }

    /// <summary>Removes what was written of a line; where not even that works, the next process does it.</summary>
    private void TakeBack(long start)
    {
        try
        {
            _stream.SetLength(start);
        }
        catch (IOException)
        {
            // The line has no end, or a wrong checksum if it has: opening takes it off, or says what is wrong.
        }
    }
}
