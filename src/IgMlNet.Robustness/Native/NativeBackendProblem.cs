namespace IgMlNet.Robustness.Native;

/// <summary>Why libtorch, or the device asked for, cannot be used here.</summary>
public enum NativeBackendProblem
{
    /// <summary>No native package: the application was built without TorchSharp-cpu or TorchSharp-cuda.</summary>
    PackageMissing,

    /// <summary>libtorch is built against glibc; this system (Alpine, for one) has musl.</summary>
    MuslLibc,

    /// <summary>The library is for another processor, or there is none for this one.</summary>
    WrongArchitecture,

    /// <summary>The system's C or C++ library lacks a version that libtorch needs, and the weak flag does not help.</summary>
    SystemTooOld,

    /// <summary>A patched copy is needed, and the setting that turns patching off is set.</summary>
    PatchTurnedOff,

    /// <summary>A patched copy is needed, and the per-user cache cannot hold one privately.</summary>
    CacheUnusable,

    /// <summary>The library's file is damaged, or not as expected.</summary>
    LibraryUnusable,

    /// <summary>The library computes convolutions, or their gradients, wrongly on this processor.</summary>
    ConvolutionsWrong,

    /// <summary>A CUDA device was asked for, and there is none, or none of that index.</summary>
    DeviceUnavailable,
}
