using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Native;

/// <summary>
/// Loads <c>LibTorchSharp</c> by path after the plain load by name has failed, or says why that cannot be done.
/// </summary>
/// <remarks>
/// Where the load fails for exactly the reason that <see cref="UnneededVersionPatch"/> is about, a patched copy is loaded from
/// the user's cache; the original stays untouched.
/// </remarks>
internal sealed partial class TorchLibraryLoader
{
    /// <summary>The name by which TorchSharp asks for the library.</summary>
    internal const string LibraryName = "LibTorchSharp";

    private const int LargestLibrary = 256 << 20;

    /// <summary>libtorch's own libraries, each after those it needs; those of a CUDA build only where they are there.</summary>
    private static readonly string[] Libtorch = ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];

    private static readonly string[] PlatformsOfLibtorch = ["linux-x64", "win-x64", "osx-arm64"];

    /// <summary>The folders to look into, the likeliest first.</summary>
    internal required IReadOnlyList<string> Folders { get; init; }

    /// <summary>The platform, such as <c>linux-x64</c>.</summary>
    internal string Platform { get; init; } = NativeFolders.Platform;

    /// <summary>The platform that the runtime was built for; it names musl where that is the C library.</summary>
    internal string RuntimePlatform { get; init; } = RuntimeInformation.RuntimeIdentifier;

    /// <summary>Whether a patched copy may be made and loaded.</summary>
    internal required bool MayPatch { get; init; }

    /// <summary>Where patched copies are kept; null for the user's cache.</summary>
    internal string? CacheFolder { get; init; }

    /// <summary>Loads a library by its full path; <see cref="DllNotFoundException"/> holds the system loader's words.</summary>
    internal Func<string, nint> LoadFile { get; init; } = NativeLibrary.Load;

    /// <summary>Loads libtorch and the library.</summary>
    /// <returns>The library's handle and file, and whether that is a patched copy.</returns>
    /// <exception cref="NativeBackendException">It cannot be loaded; the message says why and what to do.</exception>
    internal (nint Handle, string File, bool IsPatchedCopy) Load()
    {
        var library = NativeFolders.Find(Folders, FileName(LibraryName));
        var core = NativeFolders.Find(Folders, FileName("torch_cpu"));
        if (library is null || core is null)
            throw Missing();
        RequireProcessor(library);
        foreach (var dependency in Libtorch.Select(name => NativeFolders.Find(Folders, FileName(name))).OfType<string>())
            LoadDependency(dependency);
        try
        {
            return (LoadFile(library), library, false);
        }
        catch (DllNotFoundException e) when (UnneededVersionPatch.IsReasonFor(e))
        {
            var copy = ProvideCopy(library, e);
            return (LoadCopy(copy), copy, true);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw Unloadable(library, e);
        }
    }

    /// <summary>Whether the libraries of a CUDA build lie in the folders.</summary>
    internal bool HasCudaLibraries() => NativeFolders.Find(Folders, FileName("torch_cuda")) is not null;

    [GeneratedRegex(@"version [`'‘](?<version>[^'’`]{1,80})['’] not found")]
    private static partial Regex VersionMissing { get; }

    private void LoadDependency(string file)
    {
        try
        {
            LoadFile(file);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw Unloadable(file, e);
        }
    }

    private string ProvideCopy(string library, DllNotFoundException plainFailure)
    {
        if (!OperatingSystem.IsLinux())
            throw Unloadable(library, plainFailure);
        if (!MayPatch)
        {
            throw new NativeBackendException(
                NativeBackendProblem.PatchTurnedOff,
                $"libLibTorchSharp.so asks for {UnneededVersionPatch.Version} of {UnneededVersionPatch.Library}, "
                + "which this system lacks, and "
                + "loading a patched copy is turned off",
                $"Unset {TorchNative.NoPatchVariable}, or use a system with GCC 13's C++ library or newer",
                plainFailure);
        }

        try
        {
            var original = RegularFile.ReadAllBytes(library, LargestLibrary);
            var patched = UnneededVersionPatch.Apply(original, library);
            var name = $"libLibTorchSharp-{Convert.ToHexStringLower(SHA256.HashData(original))}.so";
            var cache = new PatchedLibraryCache(CacheFolder ?? PatchedLibraryCache.DefaultFolder());
            return cache.Provide(name, patched);
        }
        catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
        {
            throw Unusable(e.Message.TrimEnd('.'), e);
        }
    }

    private nint LoadCopy(string copy)
    {
        try
        {
            return LoadFile(copy);
        }
        catch (DllNotFoundException e) when (e.Message.Contains("failed to map segment", StringComparison.Ordinal))
        {
            throw new NativeBackendException(
                NativeBackendProblem.CacheUnusable,
                $"The system does not load libraries from the cache folder {Path.GetDirectoryName(copy)}",
                "Set XDG_CACHE_HOME to a folder of yours on a file system that is not mounted noexec", e);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw Unloadable(copy, e);
        }
    }

    private NativeBackendException Missing()
    {
        if (MuslProblem() is { } musl)
            return musl;
        return PlatformsOfLibtorch.Contains(Platform)
            ? new NativeBackendException(
                NativeBackendProblem.PackageMissing,
                "This build has no native libtorch",
                "Build with -p:TorchBackend=cpu or cuda, or reference the package TorchSharp-cpu in your application")
            : new NativeBackendException(
                NativeBackendProblem.WrongArchitecture,
                $"TorchSharp has no native libtorch for {Platform}",
                $"Run on {string.Join(", ", PlatformsOfLibtorch)}");
    }

    private void RequireProcessor(string library)
    {
        if (MuslProblem() is { } musl)
            throw musl;
        if (!Platform.StartsWith("linux-", StringComparison.Ordinal))
            return;
        var machine = MachineOf(library) ?? throw Unusable($"{library} is not a 64-bit ELF library", null);
        var expected = Platform == "linux-arm64" ? ElfLibrary.MachineArm64 : ElfLibrary.MachineX64;
        if (machine != expected)
        {
            throw new NativeBackendException(
                NativeBackendProblem.WrongArchitecture,
                string.Create(CultureInfo.InvariantCulture, $"{library} is for {NameOf(machine)}, this process is {Platform}"),
                "Use the .NET runtime of that processor, or a build of libtorch for this one");
        }
    }

    private static ushort? MachineOf(string library)
    {
        try
        {
            Span<byte> header = stackalloc byte[64];
            using var stream = RegularFile.Open(library);
            var length = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            return ElfLibrary.MachineOf(header[..length]);
        }
        catch (Exception e) when (e is InputException or IOException)
        {
            throw Unusable(e.Message.TrimEnd('.'), e);
        }
    }

    private static string NameOf(ushort machine) => machine switch
    {
        ElfLibrary.MachineX64 => "x64",
        ElfLibrary.MachineArm64 => "arm64",
        _ => string.Create(CultureInfo.InvariantCulture, $"ELF machine {machine}"),
    };

    private NativeBackendException? MuslProblem() =>
        !RuntimePlatform.Contains("musl", StringComparison.Ordinal)
        && !RuntimePlatform.StartsWith("alpine", StringComparison.Ordinal)
            ? null
            : new NativeBackendException(
                NativeBackendProblem.MuslLibc,
                "libtorch needs glibc, and this system's C library is musl",
                "Use a container image of Debian or Ubuntu instead of Alpine");

    private static NativeBackendException Unloadable(string library, Exception failure)
    {
        var missing = VersionMissing.Match(failure.Message);
        if (missing.Success)
        {
            return new NativeBackendException(
                NativeBackendProblem.SystemTooOld,
                $"{library} needs {missing.Groups["version"].Value}, which this system's libraries lack",
                "Use Debian 12, Ubuntu 22.04, RHEL 9 or newer", failure);
        }

        return Unusable($"{library} does not load: {LoadersWords(failure.Message)}", failure);
    }

    private static NativeBackendException Unusable(string finding, Exception? cause) =>
        new(NativeBackendProblem.LibraryUnusable, finding,
            "Restore the packages and build again, so that their native files are there and whole", cause);

    /// <summary>.NET puts advice before the system loader's own line, which is the last.</summary>
    private static string LoadersWords(string message)
    {
        var line = message.TrimEnd().Split('\n')[^1].Trim().TrimEnd('.');
        return line.Length <= 300 ? line : line[..300];
    }

    private string FileName(string name) =>
        Platform.StartsWith("win-", StringComparison.Ordinal) ? $"{name}.dll"
        : Platform.StartsWith("osx-", StringComparison.Ordinal) ? $"lib{name}.dylib" : $"lib{name}.so";
}
