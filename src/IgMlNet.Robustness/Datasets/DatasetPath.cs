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
    /// The split that a file's name tells of by one of its words: <c>train…</c> and <c>data_batch…</c>, <c>probe…</c>, otherwise test.
    /// </summary>
    /// <remarks>EMNIST's names begin with the set's: <c>emnist-digits-train-images-idx3-ubyte</c>.</remarks>
    public static DatasetSplit SplitOf(string path)
    {
        var name = Path.GetFileName(path);
        var words = name.Split(['-', '_', '.', ' '], StringSplitOptions.RemoveEmptyEntries);
        if (name.Contains("data_batch", StringComparison.OrdinalIgnoreCase) || HasWord("train"))
            return DatasetSplit.Train;
        return HasWord("probe") ? DatasetSplit.Probe : DatasetSplit.Test;

        bool HasWord(string start) => Array.Exists(words, word => word.StartsWith(start, StringComparison.OrdinalIgnoreCase));
    }
}
