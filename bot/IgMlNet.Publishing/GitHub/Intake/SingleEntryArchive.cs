using System.IO.Compression;
using System.Text.RegularExpressions;
using IgMlNet.IO;

namespace IgMlNet.Publishing.GitHub.Intake;

/// <summary>
/// Reads the one file that an archive from outside may hold, in memory: nothing is ever unpacked to a folder, and an archive that
/// is not exactly as expected is refused whole.
/// </summary>
internal static class SingleEntryArchive
{
    private const int MostTimesLonger = 100;
    private const int SymbolicLink = 0xA000;
    private const int KindOfFile = 0xF000;

    /// <summary>The bytes of the file.</summary>
    /// <param name="archive">The archive, a zip.</param>
    /// <param name="form">What the file's whole name must match.</param>
    /// <param name="name">What errors call such a name.</param>
    /// <param name="most">The most bytes that it may have.</param>
    /// <param name="source">What errors call the archive.</param>
    /// <exception cref="InputException">The archive is damaged, holds anything else, or unpacks to too much.</exception>
    public static byte[] Read(byte[] archive, Regex form, string name, long most, string source)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(archive, writable: false), ZipArchiveMode.Read);
            var entry = zip.Entries switch
            {
                [var only] => only,
                { Count: 0 } => throw new InputException(source, "is empty", $"Upload {name}"),
                { Count: var count } => throw new InputException(source, $"holds {count} entries", $"Upload {name} alone"),
            };
            if (Oddity(entry, form, name, most) is { } oddity)
                throw new InputException(source, oddity, $"Upload {name} alone, as a plain file");
            using var stream = new LimitedStream(entry.Open(), entry.Length, source);
            var bytes = new byte[entry.Length];
            stream.ReadExactly(bytes);
            return stream.ReadByte() < 0 ? bytes : throw new InputException(source, "is longer than it says");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException or NotSupportedException)
        {
            throw new InputException(source, "is a damaged archive", innerException: e);
        }
    }

    private static string? Oddity(ZipArchiveEntry entry, Regex form, string name, long most) =>
        !form.IsMatch(entry.FullName) ? $"holds '{entry.FullName}' in place of {name}"
        : ((entry.ExternalAttributes >> 16) & KindOfFile) is SymbolicLink ? "holds a link"
        : entry.IsEncrypted ? "is encrypted"
        : entry.Length > most ? FormattableString.Invariant($"unpacks to {entry.Length} bytes, more than {most}")
        : entry.Length > (double)MostTimesLonger * entry.CompressedLength ? $"unpacks to more than {MostTimesLonger} times its size"
        : null;
}
