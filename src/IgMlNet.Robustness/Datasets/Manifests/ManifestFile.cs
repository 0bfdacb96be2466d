using System.Buffers;
using System.Security.Cryptography;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Datasets.Manifests;

/// <summary>A file that a data set's manifest names, with what it must be.</summary>
public sealed record ManifestFile
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Where it lies, from the manifest's folder, parts apart by <c>/</c>; never outside that folder.</summary>
    public required string Path { get; init; }

    /// <summary>Its length in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of its content, 64 lower-case hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The entry for a file as it now is: how a manifest is written.</summary>
    /// <param name="folder">The manifest's folder.</param>
    /// <param name="path">The file's path from there, parts apart by <c>/</c>.</param>
    /// <exception cref="InputException">The path leaves the folder, or the file cannot be read.</exception>
    public static ManifestFile Describe(string folder, string path)
    {
        var full = Resolve(folder, path, folder);
        var content = ReadAll(full, Array.MaxLength);
        return new ManifestFile { Path = path, Bytes = content.Length, Sha256 = Hash(content) };
    }

    /// <summary>The file's whole content, once its length and hash are found to be right.</summary>
    /// <param name="folder">The manifest's folder.</param>
    /// <exception cref="InputException">The file cannot be read or is another than the manifest names.</exception>
    public byte[] ReadVerified(string folder)
    {
        var full = Resolve(folder, Path, folder);
        var content = ReadAll(full, Bytes);
        if (content.Length != Bytes)
            throw Other(full, FormattableString.Invariant($"has {content.Length} bytes where the manifest names {Bytes}"));
        var hash = Hash(content);
        return hash == Sha256 ? content : throw Other(full, $"has the SHA-256 {hash} where the manifest names {Sha256}");
    }

    /// <summary>The file's full path, once its length and hash are found to be right: for readers that take a path.</summary>
    /// <param name="folder">The manifest's folder.</param>
    /// <exception cref="InputException">The file cannot be read or is another than the manifest names.</exception>
    public string VerifiedPath(string folder)
    {
        ReadVerified(folder);
        return Resolve(folder, Path, folder);
    }

    /// <summary>Whether the folder holds exactly this file; false too where it cannot be read.</summary>
    internal bool IsIn(string folder)
    {
        try
        {
            var file = new FileInfo(System.IO.Path.Combine(folder, Path));
            if (!file.Exists)
                return false;
            var content = ReadAll(file.FullName, Bytes);
            return content.Length == Bytes && Hash(content) == Sha256;
        }
        catch (InputException)
        {
            return false;
        }
    }

    /// <summary>Checks what was read from a manifest.</summary>
    /// <exception cref="InputException">A member is out of range, or the path leaves the folder.</exception>
    internal void Check(string manifest, string place)
    {
        Resolve(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(manifest))!, Path, manifest, place);
        if (Bytes < 1 || Bytes > Array.MaxLength)
            throw new InputException(manifest, FormattableString.Invariant($"'bytes' is {Bytes}"), place: place);
        if (Sha256.Length != 64 || Sha256.AsSpan().ContainsAnyExcept(HexDigits))
            throw new InputException(manifest, $"'sha256' is '{Sha256}', not 64 lower-case hexadecimal digits", place: place);
    }

    private static string Resolve(string folder, string path, string source, string? place = null)
    {
        var parts = path.Split('/');
        if (Array.Exists(parts, part => part is "" or "." or ".." || part.Any(c => c is '\\' or ':' || char.IsControl(c))))
        {
            throw new InputException(
                source, $"the path '{path}' may leave the manifest's folder", "Name a file below it, as 'part/file'", place);
        }

        return System.IO.Path.Combine([folder, .. parts]);
    }

    private static byte[] ReadAll(string path, long longest)
    {
        try
        {
            using var stream = DatasetStream.OpenRaw(path);
            if (stream.Length > longest)
                throw Other(path, FormattableString.Invariant($"has {stream.Length} bytes where at most {longest} are expected"));
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
        catch (IOException e)
        {
            throw RegularFile.Unreadable(path, e);
        }
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static InputException Other(string path, string problem) =>
        new(path, problem, "The file is damaged or another edition: fetch it again");
}
