using IgMlNet.Robustness.Models.Checkpoints.Pickle;

namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>Where a container keeps the bytes of its storages.</summary>
internal interface IStorageSource
{
    /// <summary>
    /// The bytes of a storage, of which the caller has checked that an array can hold them. Throws the error to be shown where
    /// the container has no such storage, or one of another size.
    /// </summary>
    byte[] Read(StorageReference reference);
}
