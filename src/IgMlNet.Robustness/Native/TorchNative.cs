using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace IgMlNet.Robustness.Native;

/// <summary>
/// Sees to it that libtorch loads, also where TorchSharp 0.107.0 alone fails: on Linux systems whose <c>libstdc++.so.6</c> is
/// older than GCC 13's (Debian 12, Ubuntu 22.04, RHEL 9), among them the default containers of .NET 8 and 9.
/// </summary>
/// <remarks>
/// <para>
/// It is active as soon as any type of this assembly is used. Only when the plain load of <c>LibTorchSharp</c> fails does
/// it act: it looks for the library in the application's folders and, where the load fails for want of
/// <c>GLIBCXX_3.4.32</c>, loads a copy in which that demand is weak. The copy lies in <c>$XDG_CACHE_HOME/igmlnet/native</c>
/// (<c>~/.cache/igmlnet/native</c>), readable and writable by the user alone; the original is not touched.
/// </para>
/// <para>
/// An application that calls TorchSharp before any type of this assembly calls <see cref="EnsureLoaded"/> first.
/// Patching is turned off by the environment variable <see cref="NoPatchVariable"/> = 1 or the AppContext switch
/// <see cref="NoPatchSwitch"/>.
/// </para>
/// </remarks>
public static class TorchNative
{
    /// <summary>The environment variable that, set to 1 or true, forbids loading a patched copy.</summary>
    public const string NoPatchVariable = "IGMLNET_NO_NATIVE_PATCH";

    /// <summary>The AppContext switch that, set to true, forbids loading a patched copy.</summary>
    public const string NoPatchSwitch = "IgMlNet.NoNativePatch";

    private const string TorchSharpName = "TorchSharp";

    private static readonly Lock Gate = new();
    private static readonly HashSet<AssemblyLoadContext> Watched = [];
    private static volatile bool _loaded;

    /// <summary>
    /// Loads libtorch now, unless it is loaded already. Any thread may call it, any number of times; after a failure the
    /// next call tries again.
    /// </summary>
    /// <exception cref="NativeBackendException">libtorch cannot be loaded; the message says why and what to do.</exception>
    public static void EnsureLoaded()
    {
        if (_loaded)
            return;
        var torchSharp = typeof(torch).Assembly;
        Watch(AssemblyLoadContext.GetLoadContext(torchSharp));
        try
        {
            NativeLibrary.Load(TorchLibraryLoader.LibraryName, torchSharp, searchPath: null);
            HiddenCaches.QuietWarnings();
            _loaded = true;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new NativeBackendException(
                NativeBackendProblem.LibraryUnusable, $"libtorch does not load: {e.Message.TrimEnd().TrimEnd('.')}",
                "Restore the packages again", e);
        }
    }

    /// <summary>Whether the library in use is a patched copy.</summary>
    internal static bool IsPatchedCopy { get; private set; }

    /// <summary>The library in use; null where it was found in the ordinary way.</summary>
    internal static string? LibraryFile { get; private set; }

    /// <summary>Whether the libraries of a CUDA build are beside the application.</summary>
    internal static bool HasCudaLibraries() => LoaderFor(typeof(torch).Assembly).HasCudaLibraries();

    /// <summary>
    /// Runs before the first use of any type of this assembly. It loads nothing: it asks to be called when TorchSharp's library cannot be
    /// found in the ordinary way, and sees to it that convolutions will be right.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage(
        "Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries",
        Justification = "TorchSharp must be able to load whichever type an application touches first.")]
    internal static void WatchForTorchSharp()
    {
        HiddenCaches.LimitInstructionSet();
        Watch(AssemblyLoadContext.Default);
        Watch(AssemblyLoadContext.GetLoadContext(typeof(TorchNative).Assembly));
    }

    private static void Watch(AssemblyLoadContext? context)
    {
        if (context is null)
            return;
        lock (Gate)
        {
            if (Watched.Add(context))
                context.ResolvingUnmanagedDll += Resolve;
        }
    }

    private static nint Resolve(Assembly assembly, string name)
    {
        if (name != TorchLibraryLoader.LibraryName || assembly.GetName().Name != TorchSharpName)
            return 0;
        lock (Gate)
        {
            var library = LoaderFor(assembly).Load();
            (LibraryFile, IsPatchedCopy) = (library.File, library.IsPatchedCopy);
            return library.Handle;
        }
    }

    private static TorchLibraryLoader LoaderFor(Assembly torchSharp) => new()
    {
        Folders = NativeFolders.Candidates(
            AppContext.BaseDirectory,
            AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string,
            FileOf(torchSharp)),
        MayPatch = !IsPatchingOff(),
    };

    [UnconditionalSuppressMessage(
        "SingleFile", "IL3000", Justification = "An empty location, as in a single-file application, is handled.")]
    private static string FileOf(Assembly assembly) => assembly.Location;

    private static bool IsPatchingOff()
    {
        if (AppContext.TryGetSwitch(NoPatchSwitch, out var isOff) && isOff)
            return true;
        var setting = Environment.GetEnvironmentVariable(NoPatchVariable);
        return setting == "1" || string.Equals(setting, "true", StringComparison.OrdinalIgnoreCase);
    }
}
