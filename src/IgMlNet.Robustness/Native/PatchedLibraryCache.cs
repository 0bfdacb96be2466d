using System.Runtime.Versioning;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Native;

/// <summary>
/// The per-user folder that holds patched copies of native libraries. What lies in it is code, so nobody else may write to it or to
/// a folder above it, and a copy found there is used only if it has, byte for byte, the content expected.
/// </summary>
/// <param name="folder">The folder; it is made when first written to.</param>
[SupportedOSPlatform("linux")]
internal sealed class PatchedLibraryCache(string folder)
{
    /// <summary><c>igmlnet/native</c> in the user's cache folder.</summary>
    internal static string DefaultFolder() =>
        UserCacheFolder.Find("native") ?? throw Unusable("This user has no home folder", null);

    /// <summary>The path of a file with this content, found in the cache or written to it.</summary>
    /// <param name="name">The file's name, which identifies the content.</param>
    /// <param name="content">What the file must hold.</param>
    /// <returns>The path without links. Since nobody else can write to any folder of it, what is loaded is what was checked.</returns>
    /// <exception cref="NativeBackendException">The folder is not the user's own, or the file cannot be written.</exception>
    internal string Provide(string name, ReadOnlySpan<byte> content)
    {
        try
        {
            var cache = PrivateFolder.Open(folder);
            if (!cache.Holds(name, content))
                cache.Write(name, content);
            return cache.At(name);
        }
        catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
        {
            throw Unusable($"The cache folder {folder} cannot hold a private copy of libLibTorchSharp.so ({e.Message.TrimEnd('.')})", e);
        }
    }

    private static NativeBackendException Unusable(string finding, Exception? cause) => new(
        NativeBackendProblem.CacheUnusable, finding, "Set XDG_CACHE_HOME to a folder of yours that only you can write to", cause);
}
