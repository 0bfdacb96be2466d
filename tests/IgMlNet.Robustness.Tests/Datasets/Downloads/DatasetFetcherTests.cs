using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets;
using IgMlNet.Robustness.Datasets.Downloads;

namespace IgMlNet.Robustness.Tests.Datasets.Downloads;

public sealed class DatasetFetcherTests : IDisposable
{
    private static readonly byte[] Records = DataFiles.Cifar(300);
    private static readonly byte[] Archive = Packed(("cifar-10-batches-bin/test_batch.bin", Records), ("../../evil.bin", [1]));

    private readonly TemporaryFolder _folder = new();

    private DatasetCache Cache => new(_folder.At("cache"));

    [Fact]
    public async Task A_data_set_is_fetched_checked_and_unpacked_and_then_open_by_its_name()
    {
        var host = new Host(Archive);
        var seen = new List<BytesFetched>();

        var path = await Fetch(host, Download(), new Progress(seen.Add));

        Assert.Equal(["test_batch.bin"], Directory.EnumerateFileSystemEntries(path).Select(file => Path.GetFileName(file)!));
        Assert.Equal(Records, await File.ReadAllBytesAsync(Path.Combine(path, "test_batch.bin")));
        Assert.Equal(Archive.Length, seen[^1].Done);
        Assert.Empty(Directory.EnumerateFiles(_folder.At("cache/downloads")));
        Assert.Equal(300, new DatasetCatalog("none", Cache).Open("cifar10").Load(DatasetSplit.Test).Count);

        Assert.Equal(path, await Fetch(host, Download()));
        Assert.Equal(1, host.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_interrupted_download_goes_on_where_it_stopped_or_begins_again_where_the_host_cannot(bool takesRanges)
    {
        var broken = new Host(Archive) { BreaksAfter = 1000 };
        var refused = await Assert.ThrowsAsync<InputException>(() => Fetch(broken, Download()));
        Assert.Contains("it sent 1000 of", refused.Problem, StringComparison.Ordinal);
        Assert.False(Cache.Holds(Download()));
        var host = new Host(Archive) { TakesRanges = takesRanges };

        await Fetch(host, Download());

        Assert.Equal(1000, host.AskedFrom);
        Assert.Equal(takesRanges ? Archive.Length - 1000 : Archive.Length, host.Sent);
        Assert.True(Cache.Holds(Download()));
    }

    [Fact]
    public async Task A_file_that_is_not_the_published_one_is_refused_and_not_kept()
    {
        var other = (byte[])Archive.Clone();
        other[^1] ^= 1;

        var error = await Assert.ThrowsAsync<InputException>(() => Fetch(new Host(other), Download()));

        Assert.Contains("another SHA-256", error.Problem, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.At("cache/downloads")));
        Assert.False(Cache.Holds(Download()));
    }

    [Fact]
    public async Task Without_a_network_it_says_which_file_to_put_where_and_takes_the_file_from_there()
    {
        var download = Download();

        var error = await Assert.ThrowsAsync<InputException>(() => Fetch(new Host(Archive) { IsAbsent = true }, download));

        Assert.Contains("cannot be fetched from data.invalid: no such host", error.Problem, StringComparison.Ordinal);
        var file = download.Files[0];
        var place = Cache.DownloadPath(file);
        Assert.Contains($"{file.Name} ({file.Bytes} bytes, SHA-256 {file.Sha256}) from {file.Address}", error.Remedy, StringComparison.Ordinal);
        Assert.Contains($"put it at {place}", error.Remedy, StringComparison.Ordinal);

        await File.WriteAllBytesAsync(place, [1, 2, 3]);
        var wrong = await Assert.ThrowsAsync<InputException>(() => Fetch(new Host(Archive) { IsAbsent = true }, download));
        Assert.Contains("has 3 bytes", wrong.Problem, StringComparison.Ordinal);
        Assert.True(File.Exists(place), "A user's file was deleted.");

        await File.WriteAllBytesAsync(place, Archive);
        await Fetch(new Host(Archive) { IsAbsent = true }, download);
        Assert.True(Cache.Holds(download));
    }

    [Fact]
    public async Task What_needs_an_account_says_so()
    {
        var error = await Assert.ThrowsAsync<InputException>(() => Fetch(new Host([]), DatasetDownload.Find("imagenet")));

        Assert.Contains("account", error.Problem, StringComparison.Ordinal);
        Assert.Contains("ILSVRC2012_img_val.tar (6744924160 bytes", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_without_a_file_that_it_should_hold_is_refused()
    {
        var archive = Packed(("data/readme.txt", [1]));

        var error = await Assert.ThrowsAsync<InputException>(() => Fetch(new Host(archive), Download(archive)));

        Assert.Contains("holds no test_batch.bin", error.Problem, StringComparison.Ordinal);
        Assert.False(Cache.Holds(Download()));
    }

    [Fact]
    public async Task A_download_can_be_stopped_and_what_has_come_stays()
    {
        using var stop = new CancellationTokenSource();
        var host = new Host(Archive) { BlockSize = 500 };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Fetch(
            host, Download(), new Progress(state => { if (state.Done >= 1000) stop.Cancel(); }), stop.Token));

        Assert.InRange(new FileInfo(Cache.DownloadPath(Download().Files[0]) + ".part").Length, 1000, Archive.Length - 1);
    }

    [Fact]
    public void A_data_set_that_was_not_fetched_says_how_to_fetch_it()
    {
        var error = Assert.Throws<InputException>(() => new DatasetCatalog("none", Cache).Open("cifar100"));

        Assert.Contains("igml data get cifar100", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_download_is_described_well()
    {
        Assert.Equal(["cifar10", "cifar100", "fashion-mnist", "imagenet"], DatasetDownload.All.Select(download => download.Name));
        Assert.All(DatasetDownload.All.SelectMany(download => download.Files), file =>
        {
            Assert.True(file.Bytes > 1000);
            Assert.Matches("^[0-9a-f]{64}$", file.Sha256);
            Assert.Equal(Path.GetFileName(file.Name), file.Name);
        });
        Assert.All(DatasetDownload.All, download => Assert.Equal(download.Terms is null, download.Files.All(file => file.Address is not null)));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> Fetch(
        Host host, DatasetDownload download, IProgress<BytesFetched>? progress = null, CancellationToken cancellationToken = default)
    {
        using var client = new HttpMessageInvoker(host);
        return await new DatasetFetcher(Cache, client).FetchAsync(download, progress, cancellationToken);
    }

    private static DatasetDownload Download(byte[]? archive = null) => DatasetDownload.Find("cifar10") with
    {
        Files =
        [
            new DownloadFile
            {
                Name = "small.tar.gz",
                Address = new Uri("https://data.invalid/small.tar.gz"),
                Bytes = (archive ?? Archive).Length,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(archive ?? Archive)),
            },
        ],
        Contents = ["test_batch.bin"],
    };

    private static byte[] Packed(params (string Name, byte[] Content)[] files)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (name, content) in files)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        }

        return packed.ToArray();
    }

    private sealed class Progress(Action<BytesFetched> report) : IProgress<BytesFetched>
    {
        public void Report(BytesFetched value) => report(value);
    }

    /// <summary>A host in this process: it may be absent, hang up, or know nothing of ranges.</summary>
    private sealed class Host(byte[] content) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        public long? AskedFrom { get; private set; }

        public long Sent { get; private set; }

        public bool IsAbsent { get; init; }

        public bool TakesRanges { get; init; } = true;

        public int BreaksAfter { get; init; } = int.MaxValue;

        public int BlockSize { get; init; } = int.MaxValue;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            if (IsAbsent)
                throw new HttpRequestException("no such host");
            AskedFrom = request.Headers.Range?.Ranges.Single().From;
            var from = TakesRanges ? (int)(AskedFrom ?? 0) : 0;
            var piece = content.AsMemory(from, Math.Min(content.Length - from, BreaksAfter));
            Sent += piece.Length;
            var response = new HttpResponseMessage(from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
            {
                Content = new StreamContent(new Blocks(piece.ToArray(), BlockSize)),
            };
            if (from > 0)
                response.Content.Headers.ContentRange = new(from, content.Length - 1, content.Length);
            return Task.FromResult(response);
        }
    }

    /// <summary>Gives out a few bytes at a time.</summary>
    private sealed class Blocks(byte[] content, int size) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, size)], cancellationToken);
    }
}
