using System.Text.RegularExpressions;
using IgMlNet.Publishing.Tests.Support;
using IgMlNet.Publishing.Workflows;

namespace IgMlNet.Publishing.Tests.Workflows;

/// <summary>
/// Hostile workflows, each with a repaired twin, and sound ones. A comment in a hostile file names the rules that must find
/// something in its line; they find nothing anywhere else.
/// </summary>
public partial class WorkflowCaseTests
{
    // Written together, it would be reported as a leaked token.
    private const string Token = "ghp" + "_abcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly string Cases = Path.Combine(IgMlNet.Tests.ReferenceData.RepositoryRoot, "tests", "IgMlNet.Publishing.Tests", "Workflows");

    public static TheoryData<string> HostileCases => [.. NamesIn("Hostile")];

    public static TheoryData<string> SoundCases => [.. NamesIn("Sound")];

    [Theory]
    [MemberData(nameof(HostileCases))]
    public void Each_hostile_workflow_is_found_out_at_the_lines_at_fault(string name)
    {
        using var folder = new TemporaryFolder();
        var expected = CopyOf("Hostile", name, folder).SelectMany(static path => File.ReadAllLines(path).SelectMany((line, index) =>
            Marked().Match(line) is { Success: true } comment
                ? Rule().Matches(comment.Value).Select(rule => $"{Path.GetFileName(path)}:{index + 1}: {rule.Value}")
                : [])).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Findings(folder).Select(static finding => $"{Path.GetFileName(finding.Path)}:{finding.Line}: {finding.Rule.Id}")
            .Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(HostileCases))]
    public void Each_repaired_twin_of_a_hostile_workflow_passes(string name)
    {
        using var folder = new TemporaryFolder();
        CopyOf("Repaired", name, folder);
        Assert.Empty(Findings(folder));
    }

    [Theory]
    [MemberData(nameof(SoundCases))]
    public void Sound_workflows_pass(string name)
    {
        using var folder = new TemporaryFolder();
        CopyOf("Sound", name, folder);
        Assert.Empty(Findings(folder));
    }

    [Fact]
    public void Every_rule_but_those_about_the_projects_own_workflows_has_a_hostile_case()
    {
        using var folder = new TemporaryFolder();
        var found = NamesIn("Hostile").SelectMany(name => CopyOf("Hostile", name, folder)).SelectMany(File.ReadAllLines)
            .SelectMany(static line => Rule().Matches(Marked().Match(line).Value)).Select(static match => match.Value).ToHashSet();
        Assert.Equal(["W4", "W8"], WorkflowLint.Rules.Select(static rule => rule.Id).Where(id => !found.Contains(id)));
    }

    private static IReadOnlyList<WorkflowFinding> Findings(TemporaryFolder folder) => WorkflowLint.Check(WorkflowFolder.Read([folder.Path]), RunnerOwner.Organization);

    private static IEnumerable<string> NamesIn(string kind) => Directory.EnumerateFileSystemEntries(Path.Combine(Cases, kind))
        .Select(static path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal);

    /// <summary>Copies a case, a file or a folder with <c>.github</c>, to where it is in a repository.</summary>
    private static List<string> CopyOf(string kind, string name, TemporaryFolder folder)
    {
        var (source, copies) = (Path.Combine(Cases, kind, name), new List<string>());
        var files = Directory.Exists(source)
            ? Directory.EnumerateFiles(source, "*.yml", SearchOption.AllDirectories).Select(path => (path, Path.GetRelativePath(source, path)))
            : [(source + ".yml", Path.Combine(".github", "workflows", name + ".yml"))];
        foreach (var (path, place) in files)
        {
            copies.Add(folder.At(place));
            Directory.CreateDirectory(Path.GetDirectoryName(copies[^1])!);
            File.WriteAllText(copies[^1], File.ReadAllText(path).Replace("@TOKEN@", Token, StringComparison.Ordinal));
        }

        return copies;
    }

    [GeneratedRegex("(?:#|//).*")]
    private static partial Regex Marked();

    [GeneratedRegex(@"\bW\d+\b")]
    private static partial Regex Rule();
}
