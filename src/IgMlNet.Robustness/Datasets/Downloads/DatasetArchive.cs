using System.Formats.Tar;
using System.IO.Compression;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets.ImageNet;

namespace IgMlNet.Robustness.Datasets.Downloads;

/// <summary>Unpacks checked downloads into a data set's folder, which is there whole or not at all.</summary>
internal static class DatasetArchive
{
    /// <summary>Unpacks or moves files to a folder.</summary>
    /// <param name="download">The data set.</param>
    /// <param name="paths">Its files, whose hashes have been checked.</param>
    /// <param name="folder">Where they go.</param>
    /// <param name="cancellationToken">Stops the unpacking.</param>
    public static void Unpack(
        DatasetDownload download, IReadOnlyList<string> paths, string folder, CancellationToken cancellationToken)
    {
        var partial = folder + ".partial";
        if (Directory.Exists(partial))
            Directory.Delete(partial, recursive: true);
        Directory.CreateDirectory(partial);
        var missing = new HashSet<string>(download.Contents ?? [], StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (path.EndsWith(".tar.gz", StringComparison.Ordinal) || path.EndsWith(".tar", StringComparison.Ordinal))
                UnpackTar(path, name => PlaceOf(download, name), partial, missing, cancellationToken);
            else
                File.Copy(path, Path.Combine(partial, Path.GetFileName(path)));
        }

        if (missing.Count > 0)
            throw new InputException(paths[0], $"holds no {string.Join(", ", missing.Order(StringComparer.Ordinal))}");
        Directory.Move(partial, folder);
    }

    /// <summary>Where in the data set's folder an archive's file belongs; null where it is not wanted. Never what the archive says.</summary>
    private static string? PlaceOf(DatasetDownload download, string name) => download.Contents is { } contents
        ? contents.Contains(name) ? name : null
        : ImageNetValidation.ListedClassOf(name) is { } className ? Path.Combine("val", className, name) : null;

    private static void UnpackTar(
        string path, Func<string, string?> placeOf, string folder, HashSet<string> missing, CancellationToken cancellationToken)
    {
        using var file = RegularFile.Open(path);
        using Stream content = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var tar = new TarReader(content);
        while (tar.GetNextEntry() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                || entry.DataStream is null
                || placeOf(entry.Name[(entry.Name.LastIndexOf('/') + 1)..]) is not { } place)
            {
                continue;
            }

            var target = Path.Combine(folder, place);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
#pragma warning disable RS0030 // A new file in a folder that is moved into place when it is whole.
            using var output = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
#pragma warning restore RS0030
            entry.DataStream.CopyTo(output);
            missing.Remove(place);
        }
    }
}
