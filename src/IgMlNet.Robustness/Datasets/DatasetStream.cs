using System.IO.Compression;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Datasets;

/// <summary>
/// A data file read from front to back: knows its place for messages, unpacks gzip by itself (told by the first two bytes),
/// and lets a reader check how much can still come before memory is taken for it.
/// </summary>
internal sealed class DatasetStream : IDisposable
{
    /// <summary>Deflate cannot pack closer than 1,032 : 1.</summary>
    public const int DeflateLimit = 1032;

    /// <summary>
    /// Natural images pack at most about 20 : 1 by gzip; a file that packs ten times closer is no set of images.
    /// </summary>
    public const int ImageLimit = 200;

    private const int Slack = 1 << 16;
    private readonly Stream _stream;
    private readonly long _packedLength;

    private DatasetStream(string source, Stream raw)
    {
        Source = source;
        _packedLength = raw.Length;
        Span<byte> magic = stackalloc byte[2];
        var packed = raw.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
        raw.Position = 0;
        IsPacked = packed;
        _stream = packed ? new GZipStream(raw, CompressionMode.Decompress) : raw;
    }

    /// <summary>The file's path, for messages.</summary>
    public string Source { get; }

    /// <summary>Whether the file is packed by gzip.</summary>
    public bool IsPacked { get; }

    /// <summary>Bytes read so far, of the unpacked content.</summary>
    public long Offset { get; private set; }

    /// <summary>The length of the unpacked file; unknown where it is packed.</summary>
    public long? Length => IsPacked ? null : _packedLength;

    private string Place => At(Offset);

    /// <summary>Opens a file.</summary>
    /// <exception cref="InputException">It is absent, empty, not a file, or may not be read.</exception>
    public static DatasetStream Open(string path) => Over(path, OpenRaw(path));

    /// <summary>Opens a file as it is, packed or not.</summary>
    /// <exception cref="InputException">It is absent, empty, not a file, or may not be read.</exception>
    public static FileStream OpenRaw(string path)
    {
        var stream = RegularFile.Open(path);
        if (stream.Length > 0)
            return stream;
        stream.Dispose();
        throw new InputException(path, "is empty", "Fetch the file again", "offset 0");
    }

    /// <summary>Reads from a stream that can seek and stands at its beginning; owns it from now on.</summary>
    public static DatasetStream Over(string source, Stream stream)
    {
        try
        {
            return new DatasetStream(source, stream);
        }
        catch (Exception e)
        {
            stream.Dispose();
            if (RegularFile.IsRefusal(e))
                throw RegularFile.Unreadable(source, e);
            throw;
        }
    }

    /// <summary>Where something stands, in the words of a message.</summary>
    public string At(long offset) =>
        FormattableString.Invariant($"offset {offset}") + (IsPacked ? " of the unpacked content" : "");

    /// <summary>Fills the whole span.</summary>
    /// <exception cref="InputException">The file ends before, or its gzip packing is damaged.</exception>
    public void Read(Span<byte> destination, string what)
    {
        var begin = Offset;
        while (destination.Length > 0)
        {
            var count = ReadSome(destination);
            if (count == 0)
            {
                throw new InputException(
                    Source,
                    $"ends in the middle of {what}, which begins at {At(begin)}",
                    "The file is truncated: fetch it again",
                    Place);
            }

            Offset += count;
            destination = destination[count..];
        }
    }

    /// <summary>Fills a block as far as the content goes, and says how far.</summary>
    /// <exception cref="InputException">The gzip packing is damaged.</exception>
    public int ReadBlock(byte[] block)
    {
        var filled = 0;
        for (int count; filled < block.Length && (count = ReadSome(block.AsSpan(filled))) > 0;)
            filled += count;
        Offset += filled;
        return filled;
    }

    /// <summary>All that follows.</summary>
    /// <param name="longest">The most bytes to read.</param>
    /// <exception cref="InputException">There are more, or the gzip packing is damaged.</exception>
    public byte[] ReadToEnd(int longest)
    {
        using var content = new MemoryStream();
        var buffer = new byte[Slack];
        for (int count; (count = ReadSome(buffer)) > 0;)
        {
            Offset += count;
            if (content.Length + count > longest)
                throw new InputException(Source, FormattableString.Invariant($"has more than {longest} bytes"), place: Place);
            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }

    /// <summary>
    /// Checks that exactly so many bytes can follow: exactly where the length is known, within reason where it is packed.
    /// </summary>
    /// <param name="bytes">What the header promises.</param>
    /// <param name="packing">The closest packing to be believed, in unpacked bytes per packed byte.</param>
    /// <param name="what">What the bytes are, for the message.</param>
    public void RequireRemaining(long bytes, int packing, string what)
    {
        var header = FormattableString.Invariant($"its header promises {bytes} bytes of {what}");
        if (!IsPacked)
        {
            var remaining = _packedLength - Offset;
            if (remaining < bytes)
            {
                throw new InputException(
                    Source,
                    FormattableString.Invariant($"{header}, but only {remaining} follow"),
                    "The file is truncated: fetch it again",
                    At(_packedLength));
            }

            if (remaining > bytes)
            {
                throw new InputException(
                    Source, FormattableString.Invariant($"{header}, but {remaining} follow"), place: At(Offset + bytes));
            }
        }
        else if (bytes > _packedLength * packing + Slack)
        {
            throw new InputException(
                Source, FormattableString.Invariant($"{header}, too many for {_packedLength} packed bytes"), place: Place);
        }
    }

    /// <summary>Checks that the content ends here, and with it gzip's checksum.</summary>
    public void RequireEnd()
    {
        Span<byte> one = stackalloc byte[1];
        if (ReadSome(one) != 0)
            throw new InputException(Source, "goes on behind the data that its header promises", place: Place);
    }

    public void Dispose() => _stream.Dispose();

    private int ReadSome(Span<byte> destination)
    {
        try
        {
            return _stream.Read(destination);
        }
        catch (InvalidDataException e)
        {
            throw new InputException(Source, "its gzip packing is damaged", "Fetch the file again", Place, e);
        }
        catch (IOException e)
        {
            throw RegularFile.Unreadable(Source, e);
        }
    }
}
