using System.Reflection;
using System.Runtime.InteropServices;
using IgMlNet.Reporting.Results;
using TorchSharp;

namespace IgMlNet.Robustness.Native;

/// <summary>What numbers are computed with: for <c>igml info</c> and for the provenance of a report.</summary>
public sealed record NativeEnvironment
{
    /// <summary>The device: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The processor's or GPU's name, such as <c>NVIDIA H100</c>; null where the system does not tell.</summary>
    public required string? DeviceName { get; init; }

    /// <summary>The version of the GPU's driver, such as <c>580.82.07</c>; null on the CPU, and where the system does not tell.</summary>
    public required string? Driver { get; init; }

    /// <summary>The precision of the arithmetic: <c>float32</c>, and where a GPU may round its factors to TF32.</summary>
    public required string Precision { get; init; }

    /// <summary>The version of libtorch, such as <c>2.10.0</c>.</summary>
    public required string LibtorchVersion { get; init; }

    /// <summary>The version of TorchSharp, such as <c>0.107.0</c>.</summary>
    public required string TorchSharpVersion { get; init; }

    /// <summary>The number of threads that one operation of libtorch uses on the CPU.</summary>
    public required int Threads { get; init; }

    /// <summary>How many CUDA devices can be used.</summary>
    public required int CudaDeviceCount { get; init; }

    /// <summary>The file of TorchSharp's native library in use; null where the system does not tell.</summary>
    public required string? LibraryFile { get; init; }

    /// <summary>Whether that file is a patched copy, made because the system's C++ library is older than GCC 13's.</summary>
    public required bool IsPatchedCopy { get; init; }

    /// <summary>
    /// The newest instruction set that oneDNN may compute convolutions with, such as <c>SSE41</c>; null for all that the processor has.
    /// Set by the environment, or by this library on virtual machines that hide an AMD processor's caches: there, newer ones go wrong.
    /// </summary>
    public required string? InstructionSetLimit { get; init; }

    /// <summary>Device and name in one, as <c>cuda:0 (NVIDIA H100)</c>.</summary>
    public string DeviceLabel => DeviceName is null ? Device : $"{Device} ({DeviceName})";

    internal static NativeEnvironment Describe(torch.Device device) => new()
    {
        Device = device.ToString(),
        DeviceName = device.type == DeviceType.CUDA ? GpuName() : ProcessorName(),
        Driver = device.type == DeviceType.CUDA ? DriverVersion() : null,
        Precision = device.type == DeviceType.CUDA ? CudaPrecision() : "float32",
        LibtorchVersion = ThreeParts(torch.__version__),
        TorchSharpVersion = TorchSharpRelease(),
        Threads = torch.get_num_threads(),
        CudaDeviceCount = torch.cuda.is_available() ? torch.cuda.device_count() : 0,
        LibraryFile = TorchNative.LibraryFile ?? NativeFolders.FileOfLoaded(TorchLibraryLoader.LibraryName),
        IsPatchedCopy = TorchNative.IsPatchedCopy,
        InstructionSetLimit = HiddenCaches.Limit(),
    };

    /// <summary>What a report says of it.</summary>
    public MachineInfo ToMachine() => new()
    {
        Device = DeviceLabel,
        Driver = Driver,
        Precision = Precision,
        Threads = Threads,
        LibtorchVersion = LibtorchVersion,
        TorchSharpVersion = TorchSharpVersion,
        DotNetVersion = Environment.Version.ToString(),
        OperatingSystem = RuntimeInformation.OSDescription.Split('#')[0].Trim(),
    };

    private static string CudaPrecision()
    {
        string[] rounded =
        [
            .. torch.backends.cuda.matmul.allow_tf32 ? ["matrix products"] : (string[])[],
            .. torch.backends.cudnn.allow_tf32 ? ["convolutions"] : (string[])[],
        ];
        return rounded.Length == 0 ? "float32" : $"float32 (TF32 in {string.Join(" and ", rounded)})";
    }

    /// <summary>The first word with dots in the first line, as in <c>NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.82.07  …</c></summary>
    private static string? DriverVersion()
    {
        const string file = "/proc/driver/nvidia/version";
        return File.Exists(file)
            ? LinesOfSystem(file).FirstOrDefault()?.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .FirstOrDefault(word => word.Contains('.', StringComparison.Ordinal) && word.All(c => char.IsAsciiDigit(c) || c == '.'))
            : null;
    }

    private static string TorchSharpRelease()
    {
        var assembly = typeof(torch).Assembly;
        var release = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version?.ToString() ?? "unknown";
        return ThreeParts(release.Split('+')[0]);
    }

    private static string ThreeParts(string version) => string.Join('.', version.Split('.').Take(3));

    private static string ProcessorName() =>
        FirstValue("/proc/cpuinfo", "model name")
        ?? RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>CUDA's numbering need not be the driver's, so the name is told only where all GPUs are of one kind.</summary>
    private static string? GpuName()
    {
        const string gpus = "/proc/driver/nvidia/gpus";
        if (!Directory.Exists(gpus))
            return null;
        var names = Directory.EnumerateDirectories(gpus)
            .Select(gpu => FirstValue(Path.Combine(gpu, "information"), "Model"))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return names is [{ } name] ? name : null;
    }

    /// <summary>The value of the first line <c>key : value</c> of a file of the system's; null where there is none.</summary>
    private static string? FirstValue(string file, string key)
    {
        if (!File.Exists(file))
            return null;
        foreach (var line in LinesOfSystem(file))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && line.AsSpan(0, colon).Trim().Equals(key, StringComparison.Ordinal))
                return line[(colon + 1)..].Trim() is { Length: > 0 } value ? value : null;
        }

        return null;
    }

#pragma warning disable RS0030 // Files that the kernel makes while they are read have no length.
    private static IEnumerable<string> LinesOfSystem(string file) => File.ReadLines(file);
#pragma warning restore RS0030
}
