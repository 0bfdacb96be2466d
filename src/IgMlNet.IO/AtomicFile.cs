using System.Collections.Concurrent;
using System.Text;

namespace IgMlNet.IO;

/// <summary>
/// Writes files that are whole or not there: into a temporary file beside the target, flushed to the disk, then renamed over it.
/// Whatever goes wrong before the rename (an exception, a cancellation, the end of the process) leaves the old file
/// as it was; short of the process being killed, the temporary file is removed too.
/// </summary>
public static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly ConcurrentDictionary<string, bool> Unfinished = new(StringComparer.Ordinal);

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream}, CancellationToken)"/>
    public static void Write(string path, string text, CancellationToken cancellationToken = default) =>
        Write(path, Utf8.GetBytes(text), cancellationToken);

    /// <summary>Writes bytes.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream}, CancellationToken)"/>
    public static void Write(string path, byte[] content, CancellationToken cancellationToken = default) =>
        Write(path, stream => stream.Write(content), cancellationToken);

    /// <summary>Writes what a function writes; the stream can seek.</summary>
    /// <param name="path">The target. Its folder is made where absent; where it is a link, the linked file is replaced.</param>
    /// <param name="write">Writes the content. Its exceptions pass through.</param>
    /// <param name="cancellationToken">Looked at before the file takes its place; then the old file stays.</param>
    /// <exception cref="InputException">The place cannot be written to, or holds a folder, a pipe or a device.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Write(string path, Action<Stream> write, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RegularFile.RequireRegularOrAbsent(path);
        string? temporary = null;
        try
        {
            var target = OrNameThePlace(path, static path => TargetOf(path));
            var folder = Path.GetDirectoryName(target)!;
            OrNameThePlace(path, _ => Directory.CreateDirectory(folder));
            var candidate = Path.Combine(folder, $".igmlnet-{Path.GetRandomFileName()}.tmp");
            using (var stream = OrNameThePlace(path, _ => new FileStream(candidate, FileMode.CreateNew, FileAccess.ReadWrite)))
            {
                temporary = candidate;
                Unfinished[candidate] = true;
                write(stream);
                OrNameThePlace(path, _ =>
                {
                    stream.Flush(flushToDisk: true);
                    return true;
                });
            }

            cancellationToken.ThrowIfCancellationRequested();
            OrNameThePlace(path, _ =>
            {
                File.Move(candidate, target, overwrite: true);
                return true;
            });
            Unfinished.TryRemove(candidate, out _);
            temporary = null;
        }
        finally
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
                Unfinished.TryRemove(temporary, out _);
            }
        }
    }

    /// <summary>
    /// Removes the temporary files of everything that is being written in this process, which then fails: for a program that ends without
    /// waiting for it. Targets stay as they were.
    /// </summary>
    public static void Abandon()
    {
        foreach (var temporary in Unfinished.Keys)
        {
            try
            {
                File.Delete(temporary);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The program ends all the same; what is left has a name that says what it is.
            }
        }
    }

    private static string TargetOf(string path)
    {
        var full = Path.GetFullPath(path);
        if (Path.GetFileName(full).Length == 0)
            throw new IOException("It is a folder.");
        var file = new FileInfo(full);
        return file.LinkTarget is null ? full : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    private static T OrNameThePlace<T>(string path, Func<string, T> step)
    {
        try
        {
            return step(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(
                path, $"cannot be written: {e.Message.TrimEnd('.')}", "Name a place that can be written to", innerException: e);
        }
    }
}
