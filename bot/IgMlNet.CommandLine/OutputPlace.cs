using IgMlNet.IO;

namespace IgMlNet.CommandLine;

/// <summary>Makes sure, before long work begins, that its results can be written.</summary>
internal static class OutputPlace
{
    /// <summary>Checks that a file can be written, and makes its folder where absent.</summary>
    /// <exception cref="InputException">It cannot.</exception>
    public static void CheckFile(string option, string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            if (Path.GetFileName(full).Length == 0 || Directory.Exists(full))
                throw new InputException(option, $"'{path}' is a folder", "Name a file");
            RegularFile.RequireRegularOrAbsent(path);
            CheckFolder(option, Path.GetDirectoryName(full)!);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw Unwritable(option, path, e);
        }
    }

    /// <summary>Checks that files can be written to a folder, and makes it where absent.</summary>
    /// <exception cref="InputException">They cannot.</exception>
    public static void CheckFolder(string option, string folder)
    {
        try
        {
            ExistingFolder.RequireOrAbsent(folder, $"Name a folder by {option}");
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".igmlnet-{Path.GetRandomFileName()}.tmp");
#pragma warning disable RS0030 // A new file that is gone at once.
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
#pragma warning restore RS0030
            {
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unwritable(option, folder, e);
        }
    }

    /// <summary>Writes a file by a function that names no place in its exceptions.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void Write(string option, string path, Action<string> write)
    {
        try
        {
            write(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(option, path, e);
        }
    }

    private static InputException Unwritable(string option, string path, Exception e) =>
        new(
            option, $"'{path}' cannot be written: {e.Message.TrimEnd('.')}", "Name a place that can be written to",
            innerException: e);
}
