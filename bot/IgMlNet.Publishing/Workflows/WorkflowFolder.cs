using IgMlNet.IO;
using IgMlNet.Publishing.Workflows.Reach;

namespace IgMlNet.Publishing.Workflows;

/// <summary>Finds the workflows and actions of a repository.</summary>
internal static class WorkflowFolder
{
    private const int MostEntries = 10_000;
    private const int MostFiles = 1_000;

    /// <summary>
    /// Reads files, and the actions and reusable workflows of the same repository that they use, wherever those lie.
    /// </summary>
    /// <param name="paths">Folders such as <c>.github</c>, or files.</param>
    /// <exception cref="InputException">A folder has none, or a file cannot be read.</exception>
    public static WorkflowSet Read(IEnumerable<string> paths)
    {
        var open = new Queue<string>(paths.SelectMany(FilesOf));
        var files = new Dictionary<string, WorkflowFile>(StringComparer.Ordinal);
        while (open.TryDequeue(out var path))
        {
            if (files.ContainsKey(Path.GetFullPath(path)))
                continue;
            if (files.Count == MostFiles)
                throw new InputException(path, $"is one of more than {MostFiles} workflows and actions", "Name fewer with --in");
            var file = WorkflowFile.Read(path);
            files.Add(Path.GetFullPath(path), file);
            foreach (var used in UsedBy(file))
                open.Enqueue(used);
        }

        return new WorkflowSet(files.Values);
    }

    /// <summary>The workflows and actions in a folder such as <c>.github</c>, or the file itself.</summary>
    /// <exception cref="InputException">There is none, or there are too many entries.</exception>
    public static IReadOnlyList<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        var found = new List<string>();
        Walk(path, found);
        return found.Count > 0
            ? [.. found.Order(StringComparer.Ordinal)]
            : throw new InputException(path, "has no workflows/*.yml and no action.yml", "Name a folder .github, or a file");
    }

    /// <summary>
    /// Walks the real folders. A runner follows links to folders, so their files count too; each folder is entered once, since two
    /// links to their own folder would otherwise be entered in every order.
    /// </summary>
    private static void Walk(string path, List<string> found)
    {
        var open = new Queue<string>([path]);
        var entered = new HashSet<string>(StringComparer.Ordinal);
        var entries = 0;
        while (open.TryDequeue(out var folder))
        {
            if (!entered.Add(RealPathOf(folder)))
                continue;
            foreach (var entry in EntriesOf(folder))
            {
                if (++entries > MostEntries)
                    throw new InputException(path, $"has more than {MostEntries} entries", "Name the files themselves");
                if (Directory.Exists(entry))
                    open.Enqueue(entry);
                else if (IsWorkflow(entry))
                    found.Add(entry);
            }
        }
    }

    private static IEnumerable<string> EntriesOf(string folder)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(folder, "cannot be listed", "Check who may read it", innerException: e);
        }
    }

    private static bool IsWorkflow(string path) => Path.GetExtension(path) is ".yml" or ".yaml"
        && (Path.GetFileName(Path.GetDirectoryName(path)) == "workflows" || Path.GetFileNameWithoutExtension(path) == "action");

    /// <summary>A folder's path with every link in it followed.</summary>
    private static string RealPathOf(string folder)
    {
        var info = new DirectoryInfo(Path.GetFullPath(folder));
        var real = info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? info.FullName;
        return Path.GetDirectoryName(real) is { } parent ? Path.Combine(RealPathOf(parent), Path.GetFileName(real)) : real;
    }

    private static IEnumerable<string> UsedBy(WorkflowFile file)
    {
        if (RepositoryPaths.RootOf(file.Path) is not { } root)
            yield break;
        foreach (var uses in file.Steps.Select(static step => step.Uses?.Value).Concat(file.Jobs.Select(static job => job.Uses?.Value)))
        {
            if (LocalUses.PathOf(uses) is not { } path)
                continue;
            var candidates = LocalUses.FilesOf(path).Select(candidate => Path.Combine(root, candidate));
            if (candidates.FirstOrDefault(File.Exists) is { } existing)
                yield return existing;
        }
    }
}
