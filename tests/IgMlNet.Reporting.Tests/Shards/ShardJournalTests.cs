using System.Text;
using CsCheck;
using IgMlNet.IO;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Reporting.Tests.Shards;

public sealed class ShardJournalTests : IDisposable
{
    private static readonly Shard Half = new(1, 2);
    private readonly string _folder = Directory.CreateTempSubdirectory("igml-journal-").FullName;

    [Fact]
    public void A_journal_cut_anywhere_goes_on_and_ends_as_if_nothing_had_happened()
    {
        var other = SampleShards.Write(Folder("other"), new Shard(2, 2));
        var whole = SampleShards.Write(Folder("whole"), Half);
        var (expected, bytes) = (SampleShards.Merge([whole, other]), File.ReadAllBytes(whole));
        Gen.Int[0, bytes.Length].Sample(length =>
        {
            var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.journal");
            File.WriteAllBytes(path, bytes[..length]);
            using (var journal = ShardJournal.Open(path, SampleShards.Work, Half, SampleReports.Machine("cpu")))
            {
                foreach (var block in Half.Blocks(3).Where(block => !journal.Has(block)))
                    journal.Append(SampleShards.Block(block));
            }

            Assert.Equal(expected, SampleShards.Merge([path, other]));
            File.Delete(path);
        }, iter: 60, threads: 1);
    }

    [Fact]
    public void Any_byte_that_is_changed_is_found()
    {
        var whole = SampleShards.Write(_folder, Half);
        var bytes = File.ReadAllBytes(whole);
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte).Sample((place, value) =>
        {
            if (bytes[place] == value)
                return;
            var damaged = bytes.ToArray();
            damaged[place] = value;
            var error = Record.Exception(() =>
            {
                // A line end that is gone leaves the last line unfinished, which is no damage but an end too early.
                if (JournalContent.Parse(damaged, "a.journal") is not { } content || content.WholeLength < bytes.Length)
                    throw new InputException("a.journal", "is not whole");
            });
            Assert.StartsWith("a.journal", Assert.IsType<InputException>(error).Message, StringComparison.Ordinal);
        }, iter: 2000);
    }

    [Theory]
    [InlineData("left out")]
    [InlineData("doubled")]
    [InlineData("swapped")]
    public void Lines_that_are_moved_are_found(string how)
    {
        var path = SampleShards.Write(_folder, Half);
        var lines = File.ReadAllLines(path).ToList();
        switch (how)
        {
            case "left out":
                lines.RemoveAt(2);
                break;
            case "doubled":
                lines.Insert(2, lines[2]);
                break;
            default:
                (lines[2], lines[3]) = (lines[3], lines[2]);
                break;
        }

        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        var message = Assert.Throws<InputException>(() => JournalContent.Read(path)).Message;
        Assert.StartsWith($"{path} (line ", message, StringComparison.Ordinal);
        Assert.Contains("checksum", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_is_never_counted_twice()
    {
        var path = Path.Combine(_folder, "a.journal");
        using (var journal = ShardJournal.Open(path, SampleShards.Work, Half, SampleReports.Machine("cpu")))
        {
            journal.Append(SampleShards.Block(0));
            Assert.Throws<ArgumentException>(() => journal.Append(SampleShards.Block(0)));
        }

        using var again = ShardJournal.Open(path, SampleShards.Work, Half, SampleReports.Machine("cpu"));
        Assert.True(again.Has(0));
        Assert.Throws<ArgumentException>(() => again.Append(SampleShards.Block(0)));
    }

    [Fact]
    public void Two_processes_cannot_have_one_journal()
    {
        var path = Path.Combine(_folder, "a.journal");
        using var journal = ShardJournal.Open(path, SampleShards.Work, Half, SampleReports.Machine("cpu"));
        Assert.Contains(path, Assert.Throws<InputException>(() =>
            ShardJournal.Open(path, SampleShards.Work, Half, SampleReports.Machine("cpu"))).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => JournalContent.Read(path));
    }

    [Fact]
    public void A_journal_of_another_shard_or_evaluation_is_not_continued()
    {
        var path = SampleShards.Write(_folder, Half);
        Assert.Contains("shard 1/2, not of 2/2", Refused(new Shard(2, 2), SampleShards.Work), StringComparison.Ordinal);
        Assert.Contains("its block size is 5, not 4", Refused(Half, SampleShards.Work with { BlockSize = 4 }), StringComparison.Ordinal);

        string Refused(Shard shard, EvaluationWork work) => Assert.Throws<InputException>(() =>
            ShardJournal.Open(path, work, shard, SampleReports.Machine("cpu"))).Message;
    }

    [Fact]
    public void A_disk_that_is_full_is_told_and_what_was_kept_stays()
    {
        var bytes = new MemoryStream();
        var disk = new SmallDisk(bytes);
        var journal = ShardJournal.Open("a.journal", disk, SampleShards.Work, Half, SampleReports.Machine("cpu"));
        journal.Append(SampleShards.Block(0));
        var kept = bytes.Length;
        disk.Room = 100;
        var message = Assert.Throws<InputException>(() => journal.Append(SampleShards.Block(2))).Message;
        Assert.Contains("No space left", message, StringComparison.Ordinal);
        Assert.Contains("1 of 2 blocks are kept", message, StringComparison.Ordinal);
        Assert.Equal(kept, bytes.Length);

        disk.Room = int.MaxValue;
        using var again = ShardJournal.Open("a.journal", disk, SampleShards.Work, Half, SampleReports.Machine("cpu"));
        Assert.True(again.Has(0));
        again.Append(SampleShards.Block(2));
        Assert.True(JournalContent.Parse(bytes.ToArray(), "a.journal")!.IsComplete);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a journal\n")]
    [InlineData("00000000000000000000000000000000 {}\n")]
    [InlineData("00000000000000000000000000000000 {\"header\":null}\n")]
    public void What_is_no_journal_is_refused(string text)
    {
        var path = Path.Combine(_folder, "a.journal");
        File.WriteAllText(path, text);
        Assert.StartsWith(path, Assert.Throws<InputException>(() => JournalContent.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contents_that_contradict_the_header_are_refused_although_their_checksums_are_right()
    {
        var block = SampleShards.Block(0);
        Refused("has block 1, which is not of shard 1/2", SampleShards.Block(1));
        Refused("there are 3 blocks", block with { Block = 9 });
        Refused("$.outcomes has 8 items", block with { Outcomes = block.Outcomes[1..] });
        Refused("$.outcomes[0] is not that of base under clean", block with { Outcomes = block.Outcomes.SetItem(0, block.Outcomes[1]) });
        Refused("margins", block with { Outcomes = block.Outcomes.SetItem(0, block.Outcomes[0] with { Margins = [] }) });
        Refused("verdicts", block with { Outcomes = block.Outcomes.SetItem(0, SampleShards.Block(2).Outcomes[0] with { Margins = block.Outcomes[0].Margins }) });
        Refused("$.seconds[0]", block with { Seconds = block.Seconds.SetItem(0, -1) });

        void Refused(string problem, BlockRecord record)
        {
            var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.journal");
            using (var journal = ShardJournal.Open(path, SampleShards.Work, Half, SampleReports.Machine("cpu")))
                journal.Append(record);
            var message = Assert.Throws<InputException>(() => JournalContent.Read(path)).Message;
            Assert.StartsWith($"{path} (line 3)", message, StringComparison.Ordinal);
            Assert.Contains(problem, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_name_of_the_machine_or_the_user_is_in_it()
    {
        var text = Encoding.UTF8.GetString(File.ReadAllBytes(SampleShards.Write(_folder, Half)));
        Assert.DoesNotContain(Environment.MachineName, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(_folder, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2/4", 2, 4)]
    [InlineData("1/1", 1, 1)]
    [InlineData("100000/100000", 100_000, 100_000)]
    public void A_shard_is_read(string text, int number, int count) => Assert.Equal(new Shard(number, count), Shard.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("-1/4")]
    [InlineData("1/0")]
    [InlineData("1/2/3")]
    [InlineData("1/100001")]
    [InlineData("a/b")]
    public void What_is_no_shard_is_not_read(string text) => Assert.Null(Shard.Parse(text));

    [Fact]
    public void The_blocks_of_all_shards_are_all_blocks_once() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[0, 40]).Sample((shards, blocks) => Assert.Equal(
            Enumerable.Range(0, blocks),
            Enumerable.Range(1, shards).SelectMany(number => new Shard(number, shards).Blocks(blocks)).Order()), iter: 200);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    /// <summary>A stream with so much room left; what fits of a write is written before it fails, as disks do.</summary>
    private sealed class SmallDisk(MemoryStream inner) : Stream
    {
        public int Room { get; set; } = int.MaxValue;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => inner.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count)
        {
            inner.Write(buffer, offset, Math.Min(count, Room));
            if (count > Room)
                throw new IOException("No space left on device");
        }
    }
}
