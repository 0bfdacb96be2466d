using System.Runtime.InteropServices;

namespace IgMlNet.Bot;

/// <summary>
/// Keeps the memory of tensors for the next ones. GNU's C library gives large blocks back to the system as soon as they are freed,
/// and every pass of a network then has all of its memory made anew, page by page.
/// </summary>
internal static class FreedMemory
{
    private const string GnuLibrary = "libc.so.6";

    /// <summary>Parameters of mallopt: the size from which on blocks are the system's own, and how much may lie free before it is given back.</summary>
    private const int MapThreshold = -3;
    private const int TrimThreshold = -1;

    /// <summary>The most that GNU's C library takes for the first, in bytes.</summary>
    private const int LargestMapThreshold = 32 << 20;

    /// <summary>A network's activations of a batch, in bytes.</summary>
    private const int Kept = 1 << 30;

    private static readonly string[] Given = ["MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "GLIBC_TUNABLES"];

    /// <summary>Has it kept, unless the user's environment says how memory is to be had, or another library serves it.</summary>
    /// <returns>Whether it will be.</returns>
    public static bool Keep() =>
        OperatingSystem.IsLinux() && !Given.Any(static name => Environment.GetEnvironmentVariable(name) is not null)
        && NativeLibrary.TryLoad(GnuLibrary, out var library) && NativeLibrary.TryGetExport(library, "mallopt", out _)
        && Set(MapThreshold, LargestMapThreshold) != 0 && Set(TrimThreshold, Kept) != 0;

    [DllImport(GnuLibrary, EntryPoint = "mallopt")]
    private static extern int Set(int parameter, int value);
}
