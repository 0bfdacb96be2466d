using IgMlNet.Robustness.Models.Checkpoints.Pickle;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>Where a container keeps the bytes of its storages.</summary>
internal interface IStorageSource
{
    /// <summary>
    /// The range of the file that a storage lies in. Throws the error to be shown where the container has no such storage.
    /// </summary>
    (long Offset, long ByteCount) Find(StorageReference reference);
}
