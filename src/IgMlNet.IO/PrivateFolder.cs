using System.Runtime.Versioning;

namespace IgMlNet.IO;

/// <summary>
/// A folder for code and other files that must be the user's own: it and the folders above it belong to the user or to root, nobody
/// else may exchange anything on the way to it, and only the user can read it.
/// </summary>
/// <remarks>What OpenSSH asks of <c>~/.ssh</c> (StrictModes), applied to every folder up to the root and to links on the way.</remarks>
[SupportedOSPlatform("linux")]
public sealed class PrivateFolder
{
    private const UnixFileMode OthersMayWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode OthersMayEnter = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode OnlyUserFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OnlyUser = OnlyUserFile | UnixFileMode.UserExecute;
    private const uint Root = 0;
    private const int MostLinks = 40;

    private PrivateFolder(string path) => Path = path;

    /// <summary>The folder, without links on the way.</summary>
    public string Path { get; }

    /// <summary>Makes a folder where absent, closes it to others where it is the user's, and checks it and the way to it.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="InputException">
    /// It belongs to someone else, someone else may exchange it, or it cannot be made. The message names the folder at fault.
    /// </exception>
    public static PrivateFolder Open(string path) => Open(path, LinuxFile.User);

    /// <summary>As <see cref="Open(string)"/>, for a user of a number.</summary>
    internal static PrivateFolder Open(string path, uint user)
    {
        try
        {
            var full = System.IO.Path.GetFullPath(path);
            Directory.CreateDirectory(full, OnlyUser);
            var real = Follow(full, user);
            var status = LinuxFile.Status(real) ?? throw RegularFile.Absent(real);
            if (status.Kind != FileKind.Folder)
                throw new InputException(real, "is not a folder", "Name another folder");
            if (status.Owner != user)
                throw OfAnother(real, status.Owner);
            if ((status.Mode & ~OnlyUser) != 0)
                File.SetUnixFileMode(real, OnlyUser);
            return new PrivateFolder(real);
        }
        catch (Exception e) when (RegularFile.IsRefusal(e))
        {
            throw new InputException(path, $"cannot be made or opened: {e.Message.TrimEnd('.')}", "Name another folder", innerException: e);
        }
    }

    /// <summary>Whether a file of the folder has a content, and is the user's own. What is opened is what is checked.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="content">What it must hold.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool Holds(string name, ReadOnlySpan<byte> content)
    {
        var path = At(name);
        if (LinuxFile.StatusOfLink(path)?.Kind != FileKind.Regular)
            return false;
        using var handle = LinuxFile.OpenWithoutWaiting(path);
        var status = LinuxFile.Status(handle);
        if (status.Kind != FileKind.Regular || status.Owner != LinuxFile.User || (status.Mode & OthersMayWrite) != 0
            || RandomAccess.GetLength(handle) != content.Length)
        {
            return false;
        }

        var found = new byte[content.Length];
        var count = 0;
        while (count < found.Length && RandomAccess.Read(handle, found.AsSpan(count), count) is > 0 and var read)
            count += read;
        return count == found.Length && found.AsSpan().SequenceEqual(content);
    }

    /// <summary>
    /// Writes a file for the user only, in place of any other of its name. Another process never sees a part of it: it is renamed into
    /// place when whole. One that is there already and as it must be stays, for it may be in use.
    /// </summary>
    /// <param name="name">The file's name.</param>
    /// <param name="content">What it shall hold.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Write(string name, ReadOnlySpan<byte> content)
    {
        var path = At(name);
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OnlyUserFile };
            using (var stream = new FileStream(partial, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            if (!Holds(name, content))
                File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>The path of a file in it.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The path without links, every step of which is checked.</summary>
    private static string Follow(string path, uint user)
    {
        var links = 0;
        var isClosed = false;
        var reached = "/";
        var left = new Stack<string>(Parts(path));
        while (left.TryPop(out var part))
        {
            var next = System.IO.Path.Combine(reached, part);
            isClosed |= RequireTrusted(next, user, isClosed, isLast: left.Count == 0);
            if (new DirectoryInfo(next).LinkTarget is not { } target)
            {
                reached = next;
                continue;
            }

            if (++links > MostLinks)
                throw new InputException(path, "goes through too many links", "Name another folder");

            // Begins again: what stands closed on one way need not be on another.
            left = new Stack<string>(left.Reverse().Concat(Parts(System.IO.Path.GetFullPath(target, reached))));
            (reached, isClosed) = ("/", false);
        }

        return reached;
    }

    /// <summary>The names of a full path, the last one first.</summary>
    private static IEnumerable<string> Parts(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse();

    /// <returns>Whether others cannot enter the place, so that nothing below it is within their reach.</returns>
    private static bool RequireTrusted(string place, uint user, bool isClosed, bool isLast)
    {
        var status = LinuxFile.StatusOfLink(place) ?? throw RegularFile.Absent(place);
        if (status.Owner != Root && status.Owner != user)
            throw OfAnother(place, status.Owner);
        if (status.Kind != FileKind.Folder)
            return false;

        // In a folder with the sticky bit, such as /tmp, others cannot exchange what is not theirs. The last folder, where it is the
        // user's, is closed afterwards.
        if (!isClosed && !isLast && (status.Mode & OthersMayWrite) != 0 && (status.Mode & UnixFileMode.StickyBit) == 0)
            throw new InputException(place, "is a folder that other users may write to", "Close it to them (chmod go-w), or name another folder");
        return status.Owner == user && (status.Mode & OthersMayEnter) == 0;
    }

    private static InputException OfAnother(string place, uint owner) => new(
        place, FormattableString.Invariant($"belongs to another user (number {owner})"), "Name a folder of your own");
}
