using System.Text.Json;
using IgMlNet.IO;
using IgMlNet.Robustness.Datasets.ImageNet;

namespace IgMlNet.Robustness.Datasets;

/// <summary>
/// The words for classes that a CLIP reads: of class names as data sets have them, or from a file. Unlike class names they may repeat.
/// </summary>
public static class ClassTexts
{
    private const int LongestFile = 4 << 20;
    private const int LongestText = 500;
    private const string Remedy = "Write one name a line by label, or a JSON list of names";

    /// <summary>
    /// The words for class names: underscores are spaces (<c>aquarium_fish</c>), and ImageNet's WordNet identifiers (<c>n01440764</c>)
    /// are the names that CLIP was published with (tench).
    /// </summary>
    /// <param name="classNames">The names, by label.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        var imageNet = ImageNetClassTexts.ByIdentifier;
        return Array.AsReadOnly(classNames
            .Select(name => imageNet.TryGetValue(name, out var text) ? text : name.Replace('_', ' ').Trim() is { Length: > 0 } words ? words : name)
            .ToArray());
    }

    /// <summary>Reads a file of class names: a text of one name a line, or a JSON list, by label.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <exception cref="InputException">
    /// The file cannot be read, has another number of names, or one that is blank, longer than 500 characters, or holds control characters.
    /// </exception>
    public static IReadOnlyList<string> Read(string path, int classCount)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classCount);
        var content = TextFile.Read(path, LongestFile);
        var names = content.TrimStart().StartsWith('[') ? FromJson(path, content) : Lines(content);
        if (names.Length != classCount)
        {
            throw new InputException(
                path, FormattableString.Invariant($"holds {names.Length} class names, and the data set has {classCount} classes"), Remedy);
        }

        var bad = Array.FindIndex(names, name => string.IsNullOrWhiteSpace(name) || name.Length > LongestText || name.Any(char.IsControl));
        return bad < 0
            ? names
            : throw new InputException(
                path, "is blank, longer than 500 characters, or holds control characters", Remedy,
                FormattableString.Invariant($"name of label {bad}"));
    }

    private static string[] Lines(string content)
    {
        var lines = content.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        return [.. lines];
    }

    private static string[] FromJson(string path, string content)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(content) ?? [];
        }
        catch (JsonException e)
        {
            throw new InputException(path, "is not a JSON list of texts", Remedy, innerException: e);
        }
    }
}
