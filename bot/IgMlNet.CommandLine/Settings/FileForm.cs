namespace IgMlNet.CommandLine.Settings;

/// <summary>For whom settings are written as JSON.</summary>
internal sealed class FileForm
{
    private FileForm(bool isForHashing, Func<string, string> path) => (IsForHashing, Path) = (isForHashing, path);

    /// <summary>For people: without what only repeats a default, with paths as they are.</summary>
    public static FileForm ForPeople { get; } = new(isForHashing: false, static path => path);

    /// <summary>
    /// For hashing: everything that decides results, defaults included. Of paths the last part counts, so that a plan is the same on every
    /// machine.
    /// </summary>
    public static FileForm ForHashing { get; } = new(
        isForHashing: true, static path => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(path)));

    /// <summary>Whether it is for hashing.</summary>
    public bool IsForHashing { get; }

    /// <summary>Rewrites a path.</summary>
    public Func<string, string> Path { get; }
}
