using System.IO.Compression;
using IgMlNet.Robustness.Models.Checkpoints.Pickle;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// The zip that <c>torch.save</c> writes since PyTorch 1.6: <c>NAME/data.pkl</c> and one entry <c>NAME/data/KEY</c> for each
/// storage, none of them compressed; or the archive that <c>torch.jit.save</c> writes, in which modules stand in place of a dict,
/// and whose program (<c>NAME/code</c>) is not looked at. Nothing is ever unpacked to a file.
/// </summary>
internal sealed class TorchZip : IStorageSource
{
    private const string Remedy = "Save it again with torch.save(model.state_dict(), path)";
    private const string Damaged = "It is truncated or damaged: copy or download it again";

    private readonly InputFile _file;
    private readonly Dictionary<string, ZipArchiveEntry> _entries;
    private readonly string _folder;
    private readonly bool _isTorchScript;

    private TorchZip(InputFile file, ZipArchive archive)
    {
        _file = file;
        if (archive.Entries.Count > CheckpointLimits.ZipEntries)
            throw file.Error($"the zip has {archive.Entries.Count} entries, more than {CheckpointLimits.ZipEntries}", Remedy);
        _isTorchScript = archive.Entries.Any(entry => entry.FullName.Split('/') is [_, "constants.pkl"]);
        _entries = CheckedEntries(archive);
        var pickles = _entries.Keys.Where(name => name.Split('/') is [_, "data.pkl"]).ToArray();
        if (pickles.Length != 1)
            throw file.Error("this zip is not a PyTorch checkpoint: it has no single NAME/data.pkl", Remedy);
        _folder = pickles[0][..^"data.pkl".Length];
        if (_entries.TryGetValue(_folder + "byteorder", out var order) && !ReadEntry(order).AsSpan().SequenceEqual("little"u8))
            throw file.Error("its numbers are not little-endian", "Save it again on an ordinary machine", "byteorder");
    }

    public static CheckpointContent Read(InputFile file, CheckpointReadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var archive = new ZipArchive(file.Stream, ZipArchiveMode.Read, leaveOpen: true);
            var zip = new TorchZip(file, archive);
            var pickle = zip._folder + "data.pkl";
            var content = zip.ReadEntry(zip._entries[pickle], CheckpointLimits.PickleBytes);
            using var bytes = new MemoryStream(content, writable: false);
            var root = PickleMachine.Read(new PickleInput(file, bytes, pickle, cancellationToken)
            {
                HasModules = zip._isTorchScript,
            });
            return StateDictSelection.Read(
                file, zip._isTorchScript ? CheckpointFormat.TorchScript : CheckpointFormat.TorchZip, root, zip, options,
                cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw file.Error("the zip is damaged: " + e.Message.TrimEnd('.'), Damaged, cause: e);
        }
    }

    public (long Offset, long ByteCount) Find(StorageReference reference)
    {
        var name = _folder + "data/" + reference.Key;
        if (!_entries.TryGetValue(name, out var entry))
            throw _file.Error($"the storage '{reference.Key}' is missing", Damaged, "data.pkl");
        if (entry.Length == 0)
            return (0, 0);

        // An entry that is not compressed is a range of the file; behind its first byte the file stands within it.
        using var content = entry.Open();
        content.ReadExactly(stackalloc byte[1]);
        return (_file.Stream.Position - 1, entry.Length);
    }

    /// <summary>
    /// The entries by name, but for a program. Since none is compressed, together they cannot hold more than the file's length.
    /// </summary>
    private Dictionary<string, ZipArchiveEntry> CheckedEntries(ZipArchive archive)
    {
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        var total = Int128.Zero;
        foreach (var entry in archive.Entries)
        {
            // Nothing is unpacked, so that a colon, as in a time of day, does no harm.
            var name = entry.FullName;
            if (name.StartsWith('/') || name.Contains('\\') || name.Split('/').Contains(".."))
                throw _file.Error("an entry of the zip points outside it; nothing was written", Remedy, name);
            if (_isTorchScript && name.Split('/') is [_, "code", ..])
                continue;
            if (entry.IsEncrypted)
                throw _file.Error("an entry of the zip is encrypted", Remedy, name);
            if (entry.CompressedLength != entry.Length)
                throw _file.Error("an entry of the zip is compressed, which torch.save never does", Remedy, name);
            total += entry.Length;
            if (entry.Length < 0 || total > _file.Length)
                throw _file.Error("the zip's entries claim more bytes than the file has", Damaged, name);
            if (!entries.TryAdd(name, entry))
                throw _file.Error("the zip has two entries of the same name", Remedy, name);
        }

        return entries;
    }

    private byte[] ReadEntry(ZipArchiveEntry entry, int most = int.MaxValue)
    {
        most = Math.Min(most, CheckpointLimits.TensorBytes);
        if (entry.Length > most)
            throw _file.Error($"it has {entry.Length} bytes, more than {most}", Remedy, entry.FullName);
        var bytes = new byte[entry.Length];
        using var content = entry.Open();
        content.ReadExactly(bytes);
        return bytes;
    }
}
