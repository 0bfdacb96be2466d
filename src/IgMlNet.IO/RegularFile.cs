namespace IgMlNet.IO;

/// <summary>
/// Opens files from outside: the one way in. Only a regular file is opened, so that a pipe or a device can neither block the
/// program nor feed it without end; everything else is refused with one clear line.
/// </summary>
/// <remarks>
/// On Linux the file is opened once, without waiting, and what was opened is what is checked: nobody can exchange it in between. On
/// other systems its length and attributes are checked before it is opened.
/// </remarks>
public static class RegularFile
{
    private const string CheckPath = "Check the path";

    /// <summary>Opens a file for reading. Others may read it at the same time; one that another process is writing is refused.</summary>
    /// <param name="path">The file. Links are followed.</param>
    /// <param name="remedy">What to do where it cannot be used, e.g. <c>Name a plan</c>; null for general advice.</param>
    /// <returns>The stream, at the beginning; it can seek.</returns>
    /// <exception cref="InputException">It does not exist, is not a regular file, is in use, or may not be read.</exception>
    public static FileStream Open(string path, string? remedy = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        RequireRegular(path, remedy);
        try
        {
            if (!OperatingSystem.IsLinux())
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var handle = LinuxFile.OpenWithoutWaiting(path);
            try
            {
                RefuseUnlessRegular(path, LinuxFile.Status(handle).Kind, remedy);
                return new FileStream(handle, FileAccess.Read);
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Unreadable(path, e, remedy);
        }
    }

    /// <summary>Reads a whole file. Its size is checked before memory is taken.</summary>
    /// <param name="path">The file.</param>
    /// <param name="largest">The largest size that is read, in bytes.</param>
    /// <param name="remedy">What to do where it cannot be used, e.g. <c>Name a Markdown document</c>; null for general advice.</param>
    /// <exception cref="InputException">It cannot be opened, see <see cref="Open"/>, or is larger.</exception>
    public static byte[] ReadAllBytes(string path, long largest, string? remedy = null)
    {
        using var stream = Open(path, remedy);
        try
        {
            if (stream.Length > largest)
                throw new InputException(path, $"is larger than {SizeText(largest)}", remedy);
            var content = new byte[stream.Length];
            var count = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return count == content.Length ? content : content[..count];
        }
        catch (IOException e)
        {
            throw Unreadable(path, e, remedy);
        }
    }

    /// <summary>Checks that a place holds a regular file, without opening it.</summary>
    /// <param name="path">The place. Links are followed.</param>
    /// <param name="remedy">What to do where it does not; null for general advice.</param>
    /// <exception cref="InputException">There is none, or it is a folder, a pipe, a device or a socket.</exception>
    public static void RequireRegular(string path, string? remedy = null) =>
        RefuseUnlessRegular(path, KindOf(path, remedy), remedy);

    /// <summary>Checks that a place where a file is going to be written is free or holds a regular file.</summary>
    /// <param name="path">The place. Links are followed.</param>
    /// <exception cref="InputException">It is a folder, a pipe, a device or a socket, which a file would replace.</exception>
    public static void RequireRegularOrAbsent(string path)
    {
        if (KindOf(path, null) is var kind and not FileKind.Absent)
            RefuseUnlessRegular(path, kind, "Name a file");
    }

    /// <summary>The error for a file, or a folder where one is asked for, that does not exist.</summary>
    /// <param name="path">The place.</param>
    /// <param name="remedy">What to do; null for general advice.</param>
    public static InputException Absent(string path, string? remedy = null) =>
        new(path, IsLink(path) ? "is a link to something that does not exist" : "does not exist", remedy ?? CheckPath);

    /// <summary>The error for what the file system has against a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cause">The exception.</param>
    /// <param name="remedy">What to do; null for general advice.</param>
    public static InputException Unreadable(string path, Exception cause, string? remedy = null)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return cause switch
        {
            FileNotFoundException or DirectoryNotFoundException => Absent(path, remedy),
            UnauthorizedAccessException =>
                new InputException(path, "may not be read: permission denied", "Change its permissions, or name another file", innerException: cause),
            FileInUseException =>
                new InputException(path, "is being written by another process", "Wait until that process has ended", innerException: cause),
            ArgumentException => new InputException(path, "is not a path", remedy ?? CheckPath, innerException: cause),
            _ => new InputException(path, $"cannot be read: {cause.Message.TrimEnd('.')}", remedy, innerException: cause),
        };
    }

    /// <summary>Whether an exception is what the file system has against a file, see <see cref="Unreadable"/>.</summary>
    public static bool IsRefusal(Exception exception) => exception
        is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or System.Security.SecurityException;

    /// <summary>What lies at a path.</summary>
    /// <exception cref="InputException">The system does not say.</exception>
    internal static FileKind KindOf(string path, string? remedy)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
                throw new ArgumentException("The path is empty or holds a null character.", nameof(path));
            if (OperatingSystem.IsLinux())
                return LinuxFile.Status(path)?.Kind ?? FileKind.Absent;
            if (Directory.Exists(path))
                return FileKind.Folder;
            if (!File.Exists(path))
                return FileKind.Absent;

            // A link's own length says nothing. Pipes and devices have length 0, as have empty files, which hold nothing to read.
            var file = new FileInfo(path);
            var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
            return target is null || !target.Exists ? FileKind.Absent
                : target.Length > 0 || OperatingSystem.IsWindows() ? FileKind.Regular : FileKind.EmptyOrSpecial;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Unreadable(path, e, remedy);
        }
    }

    private static void RefuseUnlessRegular(string path, FileKind kind, string? remedy)
    {
        switch (kind)
        {
            case FileKind.Regular:
                return;
            case FileKind.Absent:
                throw Absent(path, remedy);
            case FileKind.Folder:
                throw new InputException(path, "is a folder, not a file", remedy ?? "Name the file in it");
            case FileKind.Pipe:
                throw new InputException(path, "is a pipe, not a file", remedy ?? "Save what comes through it to a file, and name that");
            default:
                throw new InputException(
                    path,
                    kind switch
                    {
                        FileKind.Device => "is a device, not a file",
                        FileKind.Socket => "is a socket, not a file",
                        FileKind.EmptyOrSpecial => "is empty or not a regular file",
                        _ => "is not a regular file",
                    },
                    remedy ?? "Name a file");
        }
    }

    private static bool IsLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget is not null;
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return false;
        }
    }

    private static string SizeText(long bytes) => bytes < 1 << 20 ? $"{bytes >> 10} KiB" : $"{bytes >> 20} MiB";
}
