namespace IgMlNet.IO;

/// <summary>What lies at a path.</summary>
internal enum FileKind
{
    /// <summary>Nothing.</summary>
    Absent,

    /// <summary>A file with content.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A named pipe, or one made by a shell, such as <c>&lt;(command)</c>.</summary>
    Pipe,

    /// <summary>A device such as <c>/dev/zero</c>.</summary>
    Device,

    /// <summary>A socket.</summary>
    Socket,

    /// <summary>Something of length 0, which this system does not tell apart.</summary>
    EmptyOrSpecial,

    /// <summary>Something else.</summary>
    Other,
}
