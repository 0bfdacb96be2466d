namespace IgMlNet.Publishing.Workflows;

/// <summary>Where files lie in the repository whose workflows are looked at: its root is the folder that holds <c>.github</c>.</summary>
internal static class RepositoryPaths
{
    private const string Folder = ".github";

    /// <summary>A path from the repository's root, with slashes.</summary>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path).Replace('\\', '/');
        return RootOf(path) is { } root ? Path.GetRelativePath(root, full).Replace('\\', '/') : full.TrimStart('/');
    }

    /// <summary>The root of the repository that a path is in; null where no folder above it holds <c>.github</c>.</summary>
    public static string? RootOf(string path)
    {
        var full = Path.GetFullPath(path).Replace('\\', '/');
        var inside = $"{full}/".LastIndexOf($"/{Folder}/", StringComparison.Ordinal);
        if (inside >= 0)
            return inside == 0 ? "/" : full[..inside];
        for (var folder = Path.GetDirectoryName(full); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(Path.Combine(folder, Folder)))
                return folder;
        }

        return null;
    }
}
