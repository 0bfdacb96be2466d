using System.Runtime.Versioning;
using IgMlNet.IO;

namespace IgMlNet.Robustness.Native;

/// <summary>
/// The per-user folder that holds patched copies of native libraries. What lies in it is code, so the folder and its files
/// are the user's alone, and a copy found there is used only if it has, byte for byte, the content expected.
/// </summary>
/// <param name="folder">The folder; it is made when first written to.</param>
[SupportedOSPlatform("linux")]
internal sealed class PatchedLibraryCache(string folder)
{
    private const UnixFileMode OthersMayWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode PrivateFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary><c>igmlnet/native</c> in the user's cache folder.</summary>
    internal static string DefaultFolder() =>
        UserCacheFolder.Find("native") ?? throw Unusable("This user has no home folder", null);

    /// <summary>The path of a file with this content, found in the cache or written to it.</summary>
    /// <param name="name">The file's name, which identifies the content.</param>
    /// <param name="content">What the file must hold.</param>
    /// <exception cref="NativeBackendException">The folder cannot be made private, or the file cannot be written.</exception>
    internal string Provide(string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(folder, name);
        try
        {
            if (!Directory.Exists(folder))
                Directory.CreateDirectory(folder, PrivateFolder);
            if ((File.GetUnixFileMode(folder) & ~PrivateFolder) != 0)
                File.SetUnixFileMode(folder, PrivateFolder);
            if (!Holds(path, content))
                Write(path, content);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"The cache folder {folder} cannot hold a private copy of libLibTorchSharp.so ({e.Message})", e);
        }
    }

    private static bool Holds(string path, ReadOnlySpan<byte> content)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.LinkTarget is not null || file.Length != content.Length)
            return false;
        return (file.UnixFileMode & OthersMayWrite) == 0 && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);
    }

    /// <summary>Another process never sees a part of the file: it is renamed into place when whole.</summary>
    private static void Write(string path, ReadOnlySpan<byte> content)
    {
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = PrivateFile,
            };
            using (var stream = new FileStream(partial, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            // Another process may have been first; its file may be in use already and stays, if it is as it must be.
            if (!Holds(path, content))
                File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static NativeBackendException Unusable(string finding, Exception? cause) =>
        new(NativeBackendProblem.CacheUnusable, finding, "Set XDG_CACHE_HOME to a folder of yours that can be written", cause);
}
