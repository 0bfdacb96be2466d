using System.Buffers.Binary;
using System.IO.Compression;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets.Manifests;

namespace IgMlNet.Robustness.Datasets;

/// <summary>
/// Makes the files of a bundled excerpt from the full set: for every split that the manifest takes from the full set, the first
/// images of every class in file order, classes in turn, as gzipped IDX files. The same full set always gives the same images.
/// </summary>
public static class DatasetExcerpt
{
    /// <summary>Writes the files of the splits and brings their lengths and hashes in the manifest up to date.</summary>
    /// <param name="manifestPath">The manifest; its counts say how many images to take, its full set from where.</param>
    /// <param name="fullSetFolder">The full set's files; null for the folder that the manifest names.</param>
    /// <param name="cancellationToken">Stops the work between files; no file is left half written.</param>
    /// <returns>The manifest as written.</returns>
    /// <exception cref="InputException">
    /// The manifest names no full set or no split of it, the full set is absent or another edition, has too few images of a
    /// class, or a file cannot be written.
    /// </exception>
    public static DatasetManifest Write(
        string manifestPath, string? fullSetFolder = null, CancellationToken cancellationToken = default)
    {
        var manifest = DatasetManifest.Read(manifestPath);
        var fullSet = manifest.FullSet
            ?? throw new InputException(manifestPath, "names no full set to take images from", "Add 'fullSet'");
        var folder = fullSetFolder ?? fullSet.Folder;
        var test = Take(manifest, manifest.Test, folder, DatasetSplit.Test, cancellationToken);
        var probe = Take(manifest, manifest.Probe, folder, DatasetSplit.Probe, cancellationToken);
        manifest = manifest with
        {
            Test = Write(manifest.Folder, manifest.Test, test, cancellationToken),
            Probe = Write(manifest.Folder, manifest.Probe, probe, cancellationToken),
        };
        manifest.Write(Directory.Exists(manifestPath) ? Path.Combine(manifestPath, DatasetManifest.FileName) : manifestPath);
        return manifest;
    }

    /// <summary>The images that a split of the excerpt consists of, from the full set.</summary>
    /// <exception cref="InputException">As for <see cref="Write(string, string?, CancellationToken)"/>.</exception>
    internal static LabeledImages Take(
        DatasetManifest manifest,
        ManifestSplit split,
        string fullSetFolder,
        DatasetSplit target,
        CancellationToken cancellationToken)
    {
        var manifestFile = Path.Combine(manifest.Folder, DatasetManifest.FileName);
        if (manifest.FullSet is not { } fullSet || split.TakenFrom is not { } from)
            throw new InputException(manifestFile, "does not say what its splits are taken from", "Add 'takenFrom'");
        var source = ManifestSource.Read(
            manifest, from == DatasetSplit.Train ? fullSet.Train : fullSet.Test, from, fullSetFolder, null, cancellationToken);
        var classes = manifest.ClassNames.Count;
        var taken = source.TakeInTurn(split.Count);
        for (var i = 0; i < split.Count; i++)
        {
            if (i >= taken.Count || taken.Labels[i] != i % classes)
            {
                throw new InputException(
                    manifestFile,
                    FormattableString.Invariant($"takes {split.Count} images, more than the full set has of every class"),
                    "Lower 'count'",
                    DatasetDescription.NameOf(target));
            }
        }

        return taken;
    }

    private static ManifestSplit Write(
        string folder, ManifestSplit split, LabeledImages images, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        WriteIdx(Path.Combine(folder, split.Images.Path), [images.Count, images.Shape.Height, images.Shape.Width], stream =>
        {
            for (var i = 0; i < images.Count; i++)
                stream.Write(images.Pixels(i));
        });
        WriteIdx(Path.Combine(folder, split.Labels.Path), [images.Count], stream =>
        {
            foreach (var label in images.Labels)
                stream.WriteByte((byte)label);
        });
        return split with
        {
            Images = ManifestFile.Describe(folder, split.Images.Path),
            Labels = ManifestFile.Describe(folder, split.Labels.Path),
        };
    }

    private static void WriteIdx(string path, int[] dimensions, Action<Stream> content) => AtomicFile.Write(path, file =>
    {
        using var packed = new GZipStream(file, CompressionLevel.SmallestSize, leaveOpen: true);
        packed.Write([0, 0, 0x08, (byte)dimensions.Length]);
        Span<byte> word = stackalloc byte[4];
        foreach (var dimension in dimensions)
        {
            BinaryPrimitives.WriteInt32BigEndian(word, dimension);
            packed.Write(word);
        }

        content(packed);
    });
}
