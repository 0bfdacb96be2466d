using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace IgMlNet.IO;

/// <summary>Calls of Linux that the base class library does not offer: the kind and the owner of a file, and opening without waiting.</summary>
[SupportedOSPlatform("linux")]
internal static class LinuxFile
{
    private const int CurrentFolder = -100;
    private const int NotThroughLinks = 0x100;
    private const int OfHandle = 0x1000;
    private const uint BasicStatus = 0x7ff;
    private const int StatusBytes = 256;
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int NoControllingTerminal = 0x100;
    private const int CloseOnExecute = 0x80000;
    private const int SharedLock = 1;
    private const int WithoutWaiting = 4;
    private const int NotPermitted = 1;
    private const int NoEntry = 2;
    private const int WouldBlock = 11;
    private const int AccessDenied = 13;
    private const int NotAFolder = 20;

    /// <summary>The effective user of this process.</summary>
    public static uint User => GetEffectiveUser();

    /// <summary>What lies at a path; links are followed.</summary>
    /// <returns>Null where nothing does.</returns>
    /// <exception cref="IOException">The system does not say.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder on the way may not be entered.</exception>
    public static FileStatus? Status(string path) => Status(path, followsLinks: true);

    /// <summary>What lies at a path itself, which may be a link.</summary>
    /// <inheritdoc cref="Status(string)"/>
    public static FileStatus? StatusOfLink(string path) => Status(path, followsLinks: false);

    /// <summary>What was opened.</summary>
    /// <exception cref="IOException">The system does not say.</exception>
    public static FileStatus Status(SafeFileHandle handle)
    {
        var buffer = new byte[StatusBytes];
        if (StatusAt(handle, "", OfHandle, BasicStatus, buffer) != 0)
            throw Failure(Marshal.GetLastPInvokeError());
        return Parse(buffer);
    }

    /// <summary>
    /// Opens a file for reading and shares it with readers, as <see cref="FileShare.Read"/> does. Where it is a pipe or a device, the
    /// call returns at once, too.
    /// </summary>
    /// <exception cref="FileNotFoundException">Nothing is there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="IOException">It cannot be opened, or is being written by another process.</exception>
    public static SafeFileHandle OpenWithoutWaiting(string path)
    {
        var number = OpenFile(path, ReadOnly | NonBlocking | CloseOnExecute | NoControllingTerminal);
        if (number < 0)
            throw Failure(Marshal.GetLastPInvokeError());
        var handle = new SafeFileHandle(number, ownsHandle: true);
        if (Lock(handle, SharedLock | WithoutWaiting) != 0 && Marshal.GetLastPInvokeError() == WouldBlock)
        {
            handle.Dispose();
            throw new FileInUseException();
        }

        return handle;
    }

    private static FileStatus? Status(string path, bool followsLinks)
    {
        var buffer = new byte[StatusBytes];
        if (StatusAt(CurrentFolder, path, followsLinks ? 0 : NotThroughLinks, BasicStatus, buffer) == 0)
            return Parse(buffer);
        var error = Marshal.GetLastPInvokeError();
        return error is NoEntry or NotAFolder ? null : throw Failure(error);
    }

    /// <summary>The members of <c>struct statx</c> (linux/stat.h), the same on every processor.</summary>
    private static FileStatus Parse(ReadOnlySpan<byte> buffer)
    {
        var mode = BinaryPrimitives.ReadUInt16LittleEndian(buffer[28..]);
        var kind = (mode & 0xf000) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Folder,
            0x1000 => FileKind.Pipe,
            0x2000 or 0x6000 => FileKind.Device,
            0xc000 => FileKind.Socket,
            _ => FileKind.Other,
        };
        return new FileStatus(kind, (UnixFileMode)(mode & 0xfff), BinaryPrimitives.ReadUInt32LittleEndian(buffer[20..]));
    }

    private static Exception Failure(int error) => error switch
    {
        NoEntry or NotAFolder => new FileNotFoundException(),
        AccessDenied or NotPermitted => new UnauthorizedAccessException(),
        _ => new IOException(Marshal.GetPInvokeErrorMessage(error)),
    };

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int StatusAt(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] status);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int StatusAt(
        SafeFileHandle handle, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] status);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static extern int Lock(SafeFileHandle handle, int operation);

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint GetEffectiveUser();
}
