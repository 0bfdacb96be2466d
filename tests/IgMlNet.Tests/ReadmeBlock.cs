namespace IgMlNet.Tests;

/// <summary>Examples in README.md, which stand word for word in the regions of a test that runs them.</summary>
internal static class ReadmeBlock
{
    /// <summary>The first block of C# under a heading.</summary>
    internal static string Under(string heading)
    {
        var readme = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "README.md"));
        return readme.Split(heading + "\n")[1].Split("```csharp\n")[1].Split("```")[0].Trim();
    }

    /// <summary>Regions of a source file, each moved to the left, with empty lines between them.</summary>
    internal static string Of(string sourceFile, params string[] regions)
    {
        var lines = File.ReadAllLines(sourceFile);
        return string.Join("\n\n", regions.Select(region => string.Join('\n', Outdented(Region(lines, region))).Trim()));
    }

    private static List<string> Region(string[] lines, string name) =>
        [.. lines.SkipWhile(line => line.Trim() != $"#region {name}").Skip(1).TakeWhile(line => line.Trim() != "#endregion")];

    private static IEnumerable<string> Outdented(List<string> lines)
    {
        var indent = lines[0].Length - lines[0].TrimStart().Length;
        return lines.Select(line => line.Length >= indent ? line[indent..] : line);
    }
}
