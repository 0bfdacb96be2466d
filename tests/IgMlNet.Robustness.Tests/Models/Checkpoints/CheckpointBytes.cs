using System.IO.Compression;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints;

namespace IgMlNet.Robustness.Tests.Models.Checkpoints;

/// <summary>Checkpoints made and read in memory.</summary>
internal static class CheckpointBytes
{
    /// <summary>Reads a checkpoint as if it were a file.</summary>
    public static StateDict Read(byte[] content, CheckpointReadOptions? options = null) =>
        ReadContent(content, options).Tensors.InMemory(CancellationToken.None);

    /// <summary>What a checkpoint holds, and what of it is not read.</summary>
    public static CheckpointContent ReadContent(byte[] content, CheckpointReadOptions? options = null) =>
        CheckpointReader.Read(File(content), options ?? new CheckpointReadOptions(), NoOtherFile, CancellationToken.None);

    private static InputFile NoOtherFile(string path) => throw RegularFile.Absent(path);

    public static InputFile File(byte[] content) => new("memory.bin", new MemoryStream(content, writable: false));

    /// <summary>A .pt zip of a pickle and storages.</summary>
    public static byte[] Zip(byte[] pickle, params (string Key, byte[] Content)[] storages) =>
        ZipOf([("archive/data.pkl", pickle), .. storages.Select(storage => ($"archive/data/{storage.Key}", storage.Content))]);

    public static byte[] ZipOf(
        IEnumerable<(string Name, byte[] Content)> entries, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }
}
