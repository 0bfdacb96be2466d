using System.Globalization;
using System.Numerics;
using IgMlNet.Robustness.Models.Checkpoints.Pickle;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// What <c>torch.save</c> wrote before PyTorch 1.6 (and still does on request): one file of four pickles (a magic number, a
/// version, the machine's properties, the object), a pickled list of storage keys, and then for each key the number of
/// elements (8 bytes) and the elements.
/// </summary>
internal sealed class TorchLegacyStream : IStorageSource
{
    private const long ProtocolVersion = 1001;
    private const string Damaged = "It is truncated or damaged: copy or download it again";

    /// <summary>Bytes that <see cref="IsStart"/> looks at.</summary>
    public const int StartLength = 17;

    private static readonly BigInteger MagicNumber = BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, null);

    private readonly InputFile _file;
    private readonly Dictionary<string, (long Offset, long ElementCount)> _storages = new(StringComparer.Ordinal);

    private TorchLegacyStream(InputFile file, string[] keys, IReadOnlyDictionary<string, StorageReference> references)
    {
        _file = file;
        foreach (var key in keys)
        {
            if (!references.TryGetValue(key, out var reference))
                throw file.Error($"it lists a storage '{key}' that no tensor is in", Damaged, "storage keys");
            if (reference.Type.ElementSize == 0)
                throw file.Error($"it is a torch.{reference.Type.Name}, whose length is not known", PickleInput.Remedy, $"storage '{key}'");
            var count = BitConverter.ToInt64(file.ReadBytes(sizeof(long), $"storage '{key}'", Damaged));
            var offset = file.Stream.Position;
            var bytes = (Int128)count * reference.Type.ElementSize;
            if (count != reference.ElementCount || bytes > file.Length - offset)
            {
                throw file.Error(
                    $"it claims {count} elements; its tensors need {reference.ElementCount}, " +
                    $"the file has {file.Length - offset} bytes more",
                    Damaged, $"storage '{key}'");
            }

            if (!_storages.TryAdd(key, (offset, count)))
                throw file.Error($"it lists the storage '{key}' twice", Damaged, "storage keys");
            file.Stream.Position = offset + (long)bytes;
        }
    }

    /// <summary>Whether a file's first bytes are those of the magic number's pickle.</summary>
    public static bool IsStart(ReadOnlySpan<byte> start)
    {
        if (start is not [0x80, >= 2 and <= 5, .. var rest])
            return false;
        // From protocol 4 on, a frame's length (8 bytes) comes first.
        if (rest is [(byte)PickleOpcode.Frame, _, _, _, _, _, _, _, _, .. var framed])
            rest = framed;
        return rest is [(byte)PickleOpcode.Long1, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, ..];
    }

    public static CheckpointContent Read(InputFile file, CheckpointReadOptions options, CancellationToken cancellationToken)
    {
        var references = new Dictionary<string, StorageReference>(StringComparer.Ordinal);
        if (Next("magic number") is not BigInteger magic || magic != MagicNumber || Next("version") is not ProtocolVersion)
            throw file.Error("it does not begin as torch.save's files do", Damaged);
        if ((Next("system information") as PickleDict)?.Find("little_endian") is not true)
            throw file.Error("its numbers are not little-endian", "Save it again on an ordinary machine");
        var root = Next("object");
        if (!(options.TakesOneTensor && root is TensorRecipe))
            StateDictPath.RequireContainer(file, root);
        if (Next("storage keys") is not PickleList list || !list.TryGetStrings(out var keys))
            throw file.Error("its list of storages is not a list of texts", Damaged, "storage keys");
        return StateDictSelection.Read(
            file, CheckpointFormat.TorchLegacy, root, new TorchLegacyStream(file, keys, references), options, cancellationToken);

        object? Next(string part) => PickleMachine.Read(
            new PickleInput(file, file.Stream, part, cancellationToken) { StorageSeen = reference => Add(reference) });

        void Add(StorageReference reference)
        {
            if (references.TryAdd(reference.Key, reference))
                return;
            if (references[reference.Key] != reference)
                throw file.Error("it describes one storage in two ways", Damaged, $"storage '{reference.Key}'");
        }
    }

    public (long Offset, long ByteCount) Find(StorageReference reference) =>
        _storages.TryGetValue(reference.Key, out var storage)
            ? (storage.Offset, storage.ElementCount * reference.Type.ElementSize)
            : throw _file.Error($"the storage '{reference.Key}' is missing", Damaged, "storage keys");
}
