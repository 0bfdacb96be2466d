using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Datasets.Downloads;

/// <summary>
/// Fetches data sets from their official hosts into a cache: a download that was interrupted goes on where it stopped, lengths and
/// SHA-256 are checked before anything is unpacked, and a data set is in the cache whole or not at all.
/// </summary>
public sealed class DatasetFetcher
{
    private const int BlockSize = 1 << 17;

    /// <summary>A host that sends nothing for so long has hung up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DatasetCache _cache;
    private readonly HttpMessageInvoker _client;

    /// <summary>Makes a fetcher.</summary>
    /// <param name="cache">Where data sets are kept.</param>
    /// <param name="client">What requests are sent through; remains the caller's.</param>
    public DatasetFetcher(DatasetCache cache, HttpMessageInvoker client)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(client);
        (_cache, _client) = (cache, client);
    }

    /// <summary>Fetches a data set; does nothing where it is in the cache already.</summary>
    /// <param name="download">The data set.</param>
    /// <param name="progress">Told about every block.</param>
    /// <param name="cancellationToken">Stops the download; what has come stays and is gone on from.</param>
    /// <returns>The folder with the unpacked files.</returns>
    /// <exception cref="InputException">
    /// A file cannot be fetched, or is not the published one. The message says which file to put where instead.
    /// </exception>
    public async Task<string> FetchAsync(
        DatasetDownload download, IProgress<BytesFetched>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(download);
        var folder = _cache.FolderOf(download);
        if (_cache.Holds(download))
            return folder;
        try
        {
            foreach (var file in download.Files)
                await ProvideAsync(download, file, progress, cancellationToken).ConfigureAwait(false);
            DatasetArchive.Unpack(download, [.. download.Files.Select(_cache.DownloadPath)], folder, cancellationToken);
            foreach (var file in download.Files)
                File.Delete(_cache.DownloadPath(file));
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new InputException(
                _cache.Folder, $"cannot hold {download.Name} ({e.Message.TrimEnd('.')})",
                $"Free {download.Files.Sum(file => file.Bytes) * 2} bytes there, or name another folder by {DatasetCache.Variable}",
                innerException: e);
        }
    }

    /// <summary>Makes sure that a file is here and is the published one.</summary>
    private async Task ProvideAsync(
        DatasetDownload download, DownloadFile file, IProgress<BytesFetched>? progress, CancellationToken cancellationToken)
    {
        var path = _cache.DownloadPath(file);
        if (!File.Exists(path))
        {
            if (file.Address is null)
                throw new InputException(download.Name, download.Terms ?? "cannot be fetched", ByHand(download, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await DownloadAsync(download, file, path + ".part", progress, cancellationToken).ConfigureAwait(false);
            await CheckAsync(download, file, path + ".part", cancellationToken).ConfigureAwait(false);
            File.Move(path + ".part", path);
        }
        else
        {
            await CheckAsync(download, file, path, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DownloadAsync(
        DatasetDownload download,
        DownloadFile file,
        string path,
        IProgress<BytesFetched>? progress,
        CancellationToken cancellationToken)
    {
        RegularFile.RequireRegularOrAbsent(path);
#pragma warning disable RS0030 // Goes on with a download in the cache, which is written to and never read here.
        await using var target = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
#pragma warning restore RS0030
        if (target.Length > file.Bytes)
            target.SetLength(0);
        target.Position = target.Length;
        if (target.Length == file.Bytes)
            return;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            patience.CancelAfter(Patience);
            using var request = new HttpRequestMessage(HttpMethod.Get, file.Address);
            if (target.Length > 0)
                request.Headers.Range = new RangeHeaderValue(target.Length, null);
            using var response = await _client.SendAsync(request, patience.Token).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
                throw Unreachable($"it answered {(int)response.StatusCode}", null);
            if (response.StatusCode == HttpStatusCode.OK || response.Content.Headers.ContentRange?.From != target.Length)
                target.SetLength(0);
            await using var source = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
            var block = new byte[BlockSize];
            while (target.Position < file.Bytes)
            {
                patience.CancelAfter(Patience);
                var count = await source.ReadAsync(block, patience.Token).ConfigureAwait(false);
                if (count == 0)
                    throw Unreachable($"it sent {target.Position} of {file.Bytes} bytes", null);
                await target.WriteAsync(block.AsMemory(0, (int)Math.Min(count, file.Bytes - target.Position)), cancellationToken)
                    .ConfigureAwait(false);
                progress?.Report(new BytesFetched(file.Name, target.Position, file.Bytes));
            }
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            throw Unreachable(e.Message.TrimEnd('.'), e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable($"it sent nothing for {Patience.TotalSeconds} s", e);
        }

        InputException Unreachable(string reason, Exception? cause) => new(
            download.Name, $"{file.Name} cannot be fetched from {file.Address!.Host}: {reason}", ByHand(download, file), innerException: cause);
    }

    /// <summary>Compares a file with what is published. One that came from the host and is another is deleted.</summary>
    private async Task CheckAsync(DatasetDownload download, DownloadFile file, string path, CancellationToken cancellationToken)
    {
        var length = new FileInfo(path).Length;
        if (length == file.Bytes)
        {
            await using var stream = RegularFile.Open(path);
            var hash = await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
            if (Convert.ToHexStringLower(hash) == file.Sha256)
                return;
        }

        if (path != _cache.DownloadPath(file))
            File.Delete(path);
        throw new InputException(
            path,
            length == file.Bytes ? "has another SHA-256 than the published file" : $"has {length} bytes, and the published file {file.Bytes}",
            $"Delete it where it is still there. {ByHand(download, file)}");
    }

    private string ByHand(DatasetDownload download, DownloadFile file) =>
        $"Get {file.Name} ({file.Bytes} bytes, SHA-256 {file.Sha256}) from {file.Address ?? download.Page} in whatever way, put it at " +
        $"{_cache.DownloadPath(file)} and give the same command again";
}
