namespace IgMlNet.IO;

/// <summary>Refuses what is not a folder where one is asked for.</summary>
public static class ExistingFolder
{
    /// <summary>Checks that a path leads to a folder.</summary>
    /// <param name="path">The path. Links are followed.</param>
    /// <param name="remedy">What to do where it does not, e.g. <c>Name the folder of a leaderboard</c>.</param>
    /// <exception cref="InputException">Nothing is there, or something else.</exception>
    public static void Require(string path, string remedy) => Refuse(path, RegularFile.KindOf(path, remedy), remedy);

    /// <summary>Checks that a path leads to a folder or to nothing.</summary>
    /// <param name="path">The path. Links are followed.</param>
    /// <param name="remedy">What to do where it does not.</param>
    /// <exception cref="InputException">Something else is there.</exception>
    public static void RequireOrAbsent(string path, string remedy)
    {
        if (RegularFile.KindOf(path, remedy) is var kind and not FileKind.Absent)
            Refuse(path, kind, remedy);
    }

    private static void Refuse(string path, FileKind kind, string remedy)
    {
        if (kind == FileKind.Absent)
            throw RegularFile.Absent(path, remedy);
        if (kind != FileKind.Folder)
        {
            throw new InputException(
                path,
                kind switch
                {
                    FileKind.Pipe => "is a pipe, not a folder",
                    FileKind.Device => "is a device, not a folder",
                    FileKind.Socket => "is a socket, not a folder",
                    _ => "is a file, not a folder",
                },
                remedy);
        }
    }
}
