namespace IgMlNet.Robustness.Models.Checkpoints;

/// <summary>
/// The most that a file may ask for before it is refused. Every limit is far above what real networks need and low enough that
/// no file takes memory or time out of proportion to its own length.
/// </summary>
internal static class CheckpointLimits
{
    /// <summary>Dimensions of a tensor; NumPy's own limit.</summary>
    public const int Dimensions = 64;

    /// <summary>Characters in a tensor's name; real ones have fewer than 200.</summary>
    public const int NameLength = 4096;

    /// <summary>Tensors of a state dict; large language models have some thousands.</summary>
    public const int Tensors = 65_535;

    /// <summary>Modules within modules of a TorchScript archive; real networks stay below 20.</summary>
    public const int ModuleDepth = 64;

    /// <summary>Entries of a .pt zip: one for each storage. Large models with optimizer state have some thousands.</summary>
    public const int ZipEntries = 65_535;

    /// <summary>Bytes of a pickle without the tensors' data: about 100 for each tensor.</summary>
    public const int PickleBytes = 16 << 20;

    /// <summary>Opcodes of a pickle: about 30 for each tensor. Each can cost some 100 bytes of memory.</summary>
    public const int PickleOperations = 1_000_000;

    /// <summary>Marks open at once: the depth to which a pickle's containers nest. Real checkpoints stay below 20.</summary>
    public const int PickleMarks = 1_000;

    /// <summary>Bytes of an integer in a pickle.</summary>
    public const int PickleIntegerBytes = 32;

    /// <summary>Characters of a module's or function's name in a pickle.</summary>
    public const int PickleGlobalName = 256;

    /// <summary>Wrappers around a state dict, such as <c>model</c> within <c>state_dict</c>.</summary>
    public const int WrapperDepth = 4;

    /// <summary>Entries looked at in search of a state dict: a real file has fewer than 100,000.</summary>
    public const int Looks = 4_000_000;

    /// <summary>
    /// A small storage can be viewed often and large (strides of 0). What the views take together stays below this multiple of the
    /// file's length …
    /// </summary>
    public const int GatheredBytesPerFileByte = 4;

    /// <summary>… or below this, whichever is more.</summary>
    public const int GatheredBytesAlways = 1 << 20;

    /// <summary>Bytes of one tensor: what a .NET array holds.</summary>
    public static readonly int TensorBytes = Array.MaxLength;

    /// <summary>Bytes of a safetensors header: about 100 for each tensor, and the metadata.</summary>
    public const int SafetensorsHeaderBytes = 16 << 20;

    /// <summary>Files that one model is spread over; large language models have some hundreds.</summary>
    public const int Shards = 1_000;

    /// <summary>Bytes of a NumPy header, which describes one array.</summary>
    public const int NumpyHeaderBytes = 65_535;
}
