namespace IgMlNet.Publishing.Workflows.Reach;

/// <summary>What a <c>uses</c> of the same repository names: <c>./path</c> in the working folder, <c>$/path</c> in the workflow's commit.</summary>
internal static class LocalUses
{
    /// <summary>The path that is named, without <c>./</c> and empty parts; null for another repository or an image.</summary>
    public static string? PathOf(string? uses)
    {
        if (uses is null || !(uses.StartsWith("./", StringComparison.Ordinal) || uses.StartsWith("$/", StringComparison.Ordinal)))
            return null;
        var parts = uses[2..].Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static part => part != ".").ToList();
        return parts.Contains("..") ? null : string.Join('/', parts);
    }

    /// <summary>The files that a path can stand for: an action's description, or a workflow.</summary>
    public static IEnumerable<string> FilesOf(string path) => path.EndsWith(".yml", StringComparison.Ordinal) || path.EndsWith(".yaml", StringComparison.Ordinal)
        ? [path]
        : path.Length == 0 ? ["action.yml", "action.yaml"] : [$"{path}/action.yml", $"{path}/action.yaml"];
}
