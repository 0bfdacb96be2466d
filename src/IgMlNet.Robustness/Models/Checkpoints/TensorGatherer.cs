using System.Globalization;
using IgMlNet.IO;
using IgMlNet.Robustness.Models.Checkpoints.Pickle;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// Turns views of storages into plain tensors: checks that every view lies within its storage and every storage within the file, and
/// tells where the elements are. Nothing is read yet.
/// </summary>
internal sealed class TensorGatherer(InputFile file, IStorageSource source)
{
    private const string Remedy = "It is damaged or made to mislead: get the file from its origin again";

    private readonly Dictionary<string, (long Offset, long ByteCount)> _storages = new(StringComparer.Ordinal);
    private readonly HashSet<(long Offset, long ByteCount)> _ranges = [];

    private long _gatheredBytes;

    public CheckpointTensor Gather(string name, TensorRecipe recipe)
    {
        if (TensorName.Problem(name) is { } nameProblem)
            throw Error(name, $"the name {nameProblem}");
        var shape = Array.ConvertAll(recipe.Shape.Items, item => (long)item!);
        var strides = Array.ConvertAll(recipe.Strides.Items, item => (long)item!);
        var span = CheckView(name, recipe, shape, strides);

        var type = recipe.ElementType;
        var size = type.Size();
        if (span == 0)
            return new CheckpointTensor(name, type, shape, ReadOnlyMemory<byte>.Empty);
        var offset = Storage(name, recipe.Storage) + (recipe.Offset * size);
        var count = TensorShape.ElementCount(shape);
        if (!IsContiguous(shape, strides))
        {
            // The whole of the span is read for it.
            CheckBudget(name, UInt128.Max(count, (UInt128)span) * (uint)size);
            return new CheckpointTensor(name, type, shape, new StridedFileBytes(file, offset, size, shape, strides, span));
        }

        var bytes = new FileBytes(file, offset, (long)count * size);
        if (_ranges.Add((bytes.Offset, bytes.Count)))
            CheckBudget(name, (UInt128)bytes.Count);
        return new CheckpointTensor(name, type, shape, bytes);
    }

    /// <summary>The elements from a view's first to its last, both counted; 0 for an empty one.</summary>
    private long CheckView(string name, TensorRecipe recipe, long[] shape, long[] strides)
    {
        if (shape.Length != strides.Length)
            throw Error(name, $"it has {shape.Length} dimensions but {strides.Length} strides");
        if (TensorShape.Problem(shape) is { } problem)
            throw Error(name, $"the shape {TensorShape.Format(shape)} {problem}");
        if (recipe.Offset < 0 || Array.Exists(strides, stride => stride < 0))
            throw Error(name, "its offset or one of its strides is negative");
        if (shape.Contains(0))
            return 0;
        // At most 64 terms below 2^126: no overflow in 128 bits would need fewer than four, so each is checked by itself.
        var available = (Int128)(recipe.Storage.ByteCount / (uint)recipe.ElementType.Size());
        var last = (Int128)recipe.Offset;
        for (var i = 0; i < shape.Length && last < available; i++)
            last += (Int128)(shape[i] - 1) * strides[i];
        if (last >= available)
        {
            throw Error(name, string.Create(CultureInfo.InvariantCulture,
                $"the shape {TensorShape.Format(shape)} with strides {TensorShape.Format(strides)} at offset {recipe.Offset} " +
                $"reaches beyond its storage of {available} elements"));
        }

        return (long)last - recipe.Offset + 1;
    }

    /// <summary>A view can be larger than its storage, and there can be many: what they take is counted against the file.</summary>
    private void CheckBudget(string name, UInt128 bytes)
    {
        var budget = UInt128.Max(
            CheckpointLimits.GatheredBytesAlways, (UInt128)file.Length * CheckpointLimits.GatheredBytesPerFileByte);
        if (bytes > (UInt128)CheckpointLimits.TensorBytes || bytes + (UInt128)_gatheredBytes > budget)
        {
            throw Error(name, string.Create(CultureInfo.InvariantCulture,
                $"as a tensor of its own it has {bytes} bytes, out of proportion to a file of {file.Length}"));
        }

        _gatheredBytes += (long)bytes;
    }

    /// <summary>Where a storage begins.</summary>
    private long Storage(string name, StorageReference reference)
    {
        var bytes = reference.ByteCount;
        if (bytes > (UInt128)CheckpointLimits.TensorBytes)
            throw Error(name, $"its storage has {bytes} bytes, more than {CheckpointLimits.TensorBytes}");
        if (!_storages.TryGetValue(reference.Key, out var storage))
        {
            storage = source.Find(reference);
            _storages.Add(reference.Key, storage);
        }

        return storage.ByteCount == (long)bytes
            ? storage.Offset
            : throw Error(name, $"its storage '{reference.Key}' has {storage.ByteCount} bytes instead of {bytes}");
    }

    /// <summary>Whether the elements lie in C order without gaps; strides of dimensions of size 1 do not matter.</summary>
    private static bool IsContiguous(long[] shape, long[] strides)
    {
        var expected = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            if (shape[i] != 1 && strides[i] != expected)
                return false;
            expected *= shape[i];
        }

        return true;
    }

    private InputException Error(string name, string problem) => file.Error(problem, Remedy, $"tensor '{name}'");
}
