using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace IgMlNet.Robustness.Native;

/// <summary>
/// Keeps libtorch's convolutions right, and libtorch quiet, on virtual machines that hide the caches of an AMD processor from their guests.
/// </summary>
/// <remarks>
/// oneDNN 3.7, which libtorch 2.10 computes convolutions with, takes such a cache to be one byte large. It then cuts the reordering of
/// tensors into pieces that leave the padding of channel blocks as the memory was: outputs and, above all, input gradients of
/// convolutions whose channels do not fill whole blocks are wrong, and nothing tells. Seen on a Zen 5 guest, with AVX, AVX2 and
/// AVX-512 kernels; those for SSE4.1 are right. NNPACK, a third library in libtorch, refuses such processors, of which libtorch warns
/// anew at every convolution that it might have been asked for.
/// </remarks>
internal static class HiddenCaches
{
    /// <summary>oneDNN's environment variable for the newest instruction set that it may use.</summary>
    public const string Variable = "ONEDNN_MAX_CPU_ISA";

    /// <summary>The instruction set whose kernels are right in spite of hidden caches.</summary>
    public const string RightInstructionSet = "SSE41";

    private const string OlderVariable = "DNNL_MAX_CPU_ISA";
    private const int CacheProperties = unchecked((int)0x8000001D);
    private const int CacheType = 0x1F;

    /// <summary>libtorch's library of what the others stand on; in it, the least severity that it logs: 1 for warnings, 2 for errors.</summary>
    private const string Foundations = "c10";
    private const string LogLevel = "FLAGS_caffe2_log_level";
    private const int Errors = 2;

    private static readonly bool AreHiddenHere = X86Base.IsSupported && AreHidden(X86Base.CpuId);

    /// <summary>
    /// Limits oneDNN to kernels that are right, where caches are hidden and the environment does not name a limit itself. To be called
    /// before the first convolution.
    /// </summary>
    public static void LimitInstructionSet()
    {
        if (AreHiddenHere && Limit() is null)
            NativeVariable.SetUnlessGiven(Variable, RightInstructionSet);
    }

    /// <summary>Has libtorch log errors alone, where caches are hidden. To be called when it is loaded.</summary>
    public static unsafe void QuietWarnings()
    {
        if (!AreHiddenHere)
            return;
        if (NativeFolders.FileOfLoaded(Foundations) is { } file
            && NativeLibrary.TryLoad(file, out var library) && NativeLibrary.TryGetExport(library, LogLevel, out var level))
            *(int*)level = Errors;
    }

    /// <summary>The limit that is in force; null where there is none.</summary>
    public static string? Limit() => Environment.GetEnvironmentVariable(Variable) ?? Environment.GetEnvironmentVariable(OlderVariable);

    /// <summary>Whether a processor is AMD's and does not tell of its first cache.</summary>
    /// <param name="cpuId">Answers the processor's instruction CPUID for a leaf and its part: EAX, EBX, ECX, EDX.</param>
    internal static bool AreHidden(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuId)
    {
        var vendor = cpuId(0, 0);
        ReadOnlySpan<int> name = [vendor.Ebx, vendor.Edx, vendor.Ecx];
        return MemoryMarshal.AsBytes(name).SequenceEqual("AuthenticAMD"u8) && (cpuId(CacheProperties, 0).Eax & CacheType) == 0;
    }
}
