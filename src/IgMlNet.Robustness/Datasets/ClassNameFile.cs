using IgMlNet.IO;

namespace IgMlNet.Robustness.Datasets;

/// <summary>
/// A text file of class names, one a line, by label: our <c>classes.txt</c>, CIFAR's <c>batches.meta.txt</c> and the like.
/// </summary>
internal static class ClassNameFile
{
    private const string Listing = "classes.txt";
    private const int LongestFile = 1 << 20;
    private const int MostClasses = ushort.MaxValue + 1;

    /// <summary>The names in the folder's <c>classes.txt</c>; null where it has none.</summary>
    public static IReadOnlyList<string>? Find(string folder)
    {
        var path = Path.Combine(folder, Listing);
        return File.Exists(path) ? Read(path) : null;
    }

    /// <summary>Reads the names; blank lines are passed over.</summary>
    /// <exception cref="InputException">
    /// The file cannot be read, is too long, empty, not UTF-8, or holds a name twice.
    /// </exception>
    public static IReadOnlyList<string> Read(string path)
    {
        using var file = DatasetStream.Open(path);
        if (file.Length is not (> 0 and <= LongestFile))
            throw new InputException(path, "is no list of class names", "Write one name a line", file.At(0));
        var bytes = new byte[(int)file.Length];
        file.Read(bytes, "the class names");
        var text = TextFile.Decode(file, bytes, "Write one name a line");
        var names = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length is < 1 or > MostClasses)
            throw new InputException(path, FormattableString.Invariant($"lists {names.Length} classes"), "Write one name a line");
        Check(path, names);
        return names;
    }

    /// <exception cref="InputException">A name is blank, holds control characters, or occurs twice.</exception>
    public static void Check(string source, IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl))
                throw new InputException(source, $"holds the class name '{name}', which is no text");
            if (!seen.Add(name))
                throw new InputException(source, $"holds the class name '{name}' twice");
        }
    }
}
