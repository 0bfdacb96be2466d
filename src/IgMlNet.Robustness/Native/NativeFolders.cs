using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IgMlNet.Robustness.Native;

/// <summary>The folders in which the native half of TorchSharp may lie, the likeliest first.</summary>
internal static class NativeFolders
{
    /// <summary>
    /// The version of libtorch that TorchSharp 0.107.0 was built with. It is not asked of TorchSharp, whose types load the
    /// native library on first use.
    /// </summary>
    internal const string LibtorchVersion = "2.10.0";

    /// <summary>The platform's folder name in a NuGet package, such as <c>linux-x64</c>.</summary>
    internal static string Platform
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    /// <summary>The existing folders to look into.</summary>
    /// <param name="baseFolder">The application's folder.</param>
    /// <param name="searchPath"><c>NATIVE_DLL_SEARCH_DIRECTORIES</c>: what the host found in the application's manifest.</param>
    /// <param name="torchSharpFile">Where TorchSharp.dll was loaded from; empty in a single-file application.</param>
    internal static IReadOnlyList<string> Candidates(string baseFolder, string? searchPath, string torchSharpFile)
    {
        var candidates = new List<string>();
        candidates.AddRange((searchPath ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
        AddWithRuntimes(baseFolder, candidates);
        if (Path.GetDirectoryName(torchSharpFile) is { Length: > 0 } managed)
        {
            AddWithRuntimes(managed, candidates);
            AddPackages(managed, candidates);
        }

        return
        [
            .. candidates.Select(Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal).Where(Directory.Exists),
        ];
    }

    /// <summary>The first folder's file of that name; null if none has it.</summary>
    internal static string? Find(IEnumerable<string> folders, string file) =>
        folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    /// <summary>The file of a library that this process has loaded, by its name without prefix and ending; null if it has not.</summary>
    internal static string? FileOfLoaded(string library)
    {
        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>().Select(module => module.FileName)
            .FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) is var name && (name == library || name == "lib" + library));
    }

    private static void AddWithRuntimes(string folder, List<string> candidates)
    {
        candidates.Add(Path.Combine(folder, "runtimes", Platform, "native"));
        candidates.Add(folder);
    }

    /// <summary>
    /// Scripts and notebooks load TorchSharp.dll out of the package cache, as
    /// <c>packages/torchsharp/0.107.0/lib/net8.0/TorchSharp.dll</c>; libtorch then lies in packages beside it.
    /// </summary>
    private static void AddPackages(string managed, List<string> candidates)
    {
        var lib = Path.GetDirectoryName(managed);
        var version = Path.GetDirectoryName(lib);
        var package = Path.GetDirectoryName(version);
        var packages = Path.GetDirectoryName(package);
        if (packages is null || Path.GetFileName(lib) != "lib"
            || !string.Equals(Path.GetFileName(package), "torchsharp", StringComparison.OrdinalIgnoreCase))
            return;
        candidates.Add(Path.Combine(version!, "runtimes", Platform, "native"));
        foreach (var flavor in Directory.EnumerateDirectories(packages, $"libtorch-*-{Platform}*").Order(StringComparer.Ordinal))
            candidates.Add(Path.Combine(flavor, LibtorchVersion, "runtimes", Platform, "native"));
    }
}
