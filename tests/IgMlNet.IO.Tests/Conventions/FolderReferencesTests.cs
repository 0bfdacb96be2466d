using System.Text.RegularExpressions;

namespace IgMlNet.IO.Tests.Conventions;

/// <summary>
/// Folders of a project build on each other in one direction. A folder references another where one of its files has a <c>using</c> for
/// a namespace of it.
/// </summary>
public sealed partial class FolderReferencesTests
{
    /// <summary>
    /// Pairs of folders that reference each other still. Remove a pair once it is straightened; add none without a reason here.
    /// </summary>
    private static readonly HashSet<(string Project, string One, string Other)> Known =
    [
        // One JSON context knows the types of all files that are written with its options.
        ("IgMlNet.Reporting", "Experiments", "Results"), ("IgMlNet.Reporting", "Leaderboards", "Results"), ("IgMlNet.Reporting", "Results", "Shards"),

        // Evidence is weighed alike for a report and for an entry of a leaderboard, whose rows show it.
        ("IgMlNet.Reporting", "Leaderboards", "Views"),

        // A model card names the preprocessing of its images, and images have the shape that models take.
        ("IgMlNet.Robustness", "Images", "Models"),

        // Cursors score batches of rows; scorers are made from columns.
        ("IgMlNet", "Cursors", "Scoring"), ("IgMlNet", "NoiseSources", "Scoring"), ("IgMlNet", "Ranking", "Scoring"),

        // An option is made of a setting, and a setting of a list of values is read by the words of options.
        ("IgMlNet.CommandLine", "Options", "Settings"),
    ];

    private static readonly string[] Tops = ["src", "bot"];

    public static TheoryData<string> Projects { get; } = [.. Roots().Select(root => Path.GetFileName(root)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_two_folders_reference_each_other(string project)
    {
        var root = Roots().Single(folder => Path.GetFileName(folder) == project);
        var references = References(root, project);
        foreach (var ((from, to), files) in references)
        {
            if (string.CompareOrdinal(from, to) > 0 || !references.TryGetValue((to, from), out var back) || Known.Contains((project, from, to)))
                continue;
            Assert.Fail(
                $"{project}: {from}/ references {to}/ ({string.Join(", ", files.Take(3))}), and {to}/ references {from}/ "
                + $"({string.Join(", ", back.Take(3))}). Decide which builds on which, and move what the lower one needs into it or below both.");
        }
    }

    [Fact]
    public void The_folders_of_this_repository_reference_each_other_at_all() =>
        Assert.True(References(Roots().Single(root => Path.GetFileName(root) == "IgMlNet.Reporting"), "IgMlNet.Reporting").Count > 10);

    private static IEnumerable<string> Roots() => Tops
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(ReferenceData.RepositoryRoot, folder), "*.csproj", SearchOption.AllDirectories))
        .Select(file => Path.GetDirectoryName(file)!);

    private static SortedDictionary<(string From, string To), List<string>> References(string root, string project)
    {
        var references = new SortedDictionary<(string From, string To), List<string>>();
        foreach (var folder in Directory.EnumerateDirectories(root).Where(folder => Path.GetFileName(folder) is not ("bin" or "obj")))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            {
                foreach (Match match in Using().Matches(File.ReadAllText(file)))
                {
                    var (owner, to) = (match.Groups["project"].Value, match.Groups["folder"].Value);
                    var from = Path.GetFileName(folder);
                    if (owner != project || to == from || !Directory.Exists(Path.Combine(root, to)))
                        continue;
                    if (!references.TryGetValue((from, to), out var files))
                        references[(from, to)] = files = [];
                    if (!files.Contains(Path.GetFileName(file)))
                        files.Add(Path.GetFileName(file));
                }
            }
        }

        return references;
    }

    /// <summary>The project is IgMlNet itself or IgMlNet and one more part; the folder is the part behind it.</summary>
    [GeneratedRegex(@"^using (static )?(?<project>IgMlNet(\.(IO|Reporting|Robustness|CommandLine|Publishing|Bot))?)\.(?<folder>\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();
}
