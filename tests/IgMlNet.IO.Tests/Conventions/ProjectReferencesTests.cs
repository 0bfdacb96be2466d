using System.Xml.Linq;

namespace IgMlNet.IO.Tests.Conventions;

/// <summary>Which project may reference which, and which packages each keeps out.</summary>
public sealed class ProjectReferencesTests
{
    /// <summary>From the bottom up. A project references those that are named here, and no other.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["IgMlNet.IO"] = [],
        ["IgMlNet.Reporting"] = ["IgMlNet.IO"],
        ["IgMlNet.Robustness"] = ["IgMlNet.IO", "IgMlNet.Reporting"],
        ["IgMlNet"] = ["IgMlNet.IO", "IgMlNet.Reporting", "IgMlNet.Robustness"],
        ["IgMlNet.CommandLine"] = ["IgMlNet.IO"],
        ["IgMlNet.Publishing"] = ["IgMlNet.IO", "IgMlNet.Reporting", "IgMlNet.CommandLine"],
        ["IgMlNet.Bot"] = ["IgMlNet.IO", "IgMlNet.Reporting", "IgMlNet.Robustness", "IgMlNet.CommandLine", "IgMlNet.Publishing"],
    };

    /// <summary>Packages that a project must not have, by the beginning of their names, and where what needs them belongs.</summary>
    private static readonly IReadOnlyList<(string Project, string Package, string Place)> KeptOut =
    [
        ("IgMlNet.IO", "", "a project above it: IgMlNet.IO has the base class library only"),
        ("IgMlNet.Reporting", "", "IgMlNet.Robustness or a program: IgMlNet.Reporting has the base class library only"),
        ("IgMlNet.Robustness", "System.CommandLine", "bot/"),
        ("IgMlNet.Robustness", "Spectre.Console", "bot/"),
        ("IgMlNet", "System.CommandLine", "bot/"),
        ("IgMlNet.CommandLine", "TorchSharp", "IgMlNet.Bot"),
        ("IgMlNet.CommandLine", "libtorch", "IgMlNet.Bot"),
        ("IgMlNet.Publishing", "TorchSharp", "IgMlNet.Bot"),
        ("IgMlNet.Publishing", "libtorch", "IgMlNet.Bot"),
        ("IgMlNet.Bot", "YamlDotNet", "IgMlNet.Publishing"),
    ];

    private static readonly string[] Tops = ["src", "bot"];

    public static TheoryData<string> Projects { get; } = [.. Files().Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_those_below_it(string project)
    {
        Assert.True(Allowed.ContainsKey(project), $"{project} is new: say in ProjectReferencesTests.Allowed which projects it may reference.");
        Assert.All(References(project), reference => Assert.True(
            Allowed[project].Contains(reference),
            $"{project} must not reference {reference}. Move what they share to a project below both, or what needs {reference} above it; "
            + $"{project} may reference {string.Join(", ", Allowed[project].DefaultIfEmpty("no project"))}."));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_has_no_package_that_belongs_elsewhere(string project)
    {
        foreach (var (_, package, place) in KeptOut.Where(rule => rule.Project == project))
        {
            Assert.All(Packages(project), found => Assert.False(
                found.StartsWith(package, StringComparison.OrdinalIgnoreCase), $"{project} must not reference {found}; move what needs it to {place}."));
        }
    }

    private static Dictionary<string, string> Files() => Tops
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(ReferenceData.RepositoryRoot, folder), "*.csproj", SearchOption.AllDirectories))
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file));

    private static List<string> References(string project) =>
        [.. Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path))];

    /// <summary>Its own packages and those that come with the projects it references; analyzers run while building only.</summary>
    private static HashSet<string> Packages(string project) =>
    [
        .. Items(project, "PackageReference").Where(package => !package.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)),
        .. References(project).Where(reference => project != "IgMlNet.Bot" || reference != "IgMlNet.Publishing").SelectMany(Packages),
    ];

    private static IEnumerable<string> Items(string project, string name)
    {
        var file = Files()[project];
        var document = XDocument.Load(file);
        return document.Descendants(name).Select(item => item.Attribute("Include")!.Value.Replace('\\', '/'));
    }
}
