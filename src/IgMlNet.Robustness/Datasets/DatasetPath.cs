namespace IgMlNet.Robustness.Datasets;

/// <summary>What can be told from the path of a data set.</summary>
internal static class DatasetPath
{
    /// <summary>A data set's name, from the last part of its path.</summary>
    public static string NameOf(string path)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        return string.IsNullOrWhiteSpace(name) ? "images" : name;
    }

    /// <summary>
    /// The split that a file's name tells of: <c>train…</c> and <c>data_batch…</c>, <c>probe…</c>, otherwise test.
    /// </summary>
    public static DatasetSplit SplitOf(string path) => Path.GetFileName(path) switch
    {
        var name when name.StartsWith("train", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("data_batch", StringComparison.OrdinalIgnoreCase) => DatasetSplit.Train,
        var name when name.StartsWith("probe", StringComparison.OrdinalIgnoreCase) => DatasetSplit.Probe,
        _ => DatasetSplit.Test,
    };
}
