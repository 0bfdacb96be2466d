using System.Globalization;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// A file being read: it names itself in errors, and gives out no more bytes than it holds, so that a count in it is checked
/// against its length before memory is taken.
/// </summary>
internal sealed class InputFile(string path, Stream stream) : IDisposable
{
    /// <summary>The path, as it is shown in errors.</summary>
    public string Path => path;

    /// <summary>The file's bytes; seekable.</summary>
    public Stream Stream => stream;

    /// <summary>The file's length in bytes.</summary>
    public long Length { get; } = stream.Length;

    /// <summary>Opens a file, hands it to a reader, and reports what the file system has against it as unusable input.</summary>
    public static T Read<T>(string path, Func<InputFile, T> read)
    {
        using var file = Open(path);
        try
        {
            return read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RegularFile.Unreadable(path, e);
        }
    }

    /// <summary>Opens a file; the caller disposes of it.</summary>
    /// <exception cref="InputException">It does not exist, is not a regular file, or cannot be read.</exception>
    public static InputFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return new InputFile(path, RegularFile.Open(path));
    }

    /// <summary>Fills a span from a place of the file that it was found to have.</summary>
    /// <exception cref="InputException">The file has become shorter, or cannot be read any longer.</exception>
    public void ReadAt(long offset, Span<byte> destination)
    {
        try
        {
            stream.Position = offset;
            stream.ReadExactly(destination);
        }
        catch (EndOfStreamException e)
        {
            throw Error(
                "it ends before the bytes that it tells of", "It is truncated or damaged: copy or download it again",
                string.Create(CultureInfo.InvariantCulture, $"byte {offset}"), e);
        }
        catch (IOException e)
        {
            throw RegularFile.Unreadable(path, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    /// <summary>The error that this file is to be refused with.</summary>
    public InputException Error(string problem, string remedy, string? place = null, Exception? cause = null) =>
        new(path, problem, remedy, place, cause);

    /// <summary>The next bytes; what they are is named in the error where the file ends before.</summary>
    public byte[] ReadBytes(long count, string what, string remedy)
    {
        var offset = stream.Position;
        if (count < 0 || count > Length - offset)
        {
            throw Error(
                string.Create(CultureInfo.InvariantCulture, $"{what} needs {count} bytes, the file has {Length - offset} more"),
                remedy,
                string.Create(CultureInfo.InvariantCulture, $"byte {offset}"));
        }

        if (count > CheckpointLimits.TensorBytes)
            throw Error($"{what} has {count} bytes, more than {CheckpointLimits.TensorBytes}", "Split it into smaller tensors");
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
