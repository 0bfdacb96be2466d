using IgMlNet.Publishing.Tests.Support;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Publishing.Tests.Commands;

public sealed class LeaderboardCommandTests : IDisposable
{
    private const string Markers = "<!-- igml:leaderboard -->\n<!-- /igml:leaderboard -->\n";
    private static readonly string Root = IgMlNet.Tests.ReferenceData.RepositoryRoot;
    private static readonly string Report = Path.Combine(Root, "docs", "report.json");

    /// <summary>The tests themselves may run in a workflow.</summary>
    private static readonly Dictionary<string, string> NoWorkflow = new() { ["GITHUB_ACTIONS"] = "" };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_reproduced_report_comes_into_the_tables_and_again_changes_nothing()
    {
        var (document, again) = (_folder.At("TABLES.md"), _folder.At("again.json"));
        File.WriteAllText(document, $"# Before\n\n{Markers}\nAfter\n");
        var commit = ReportFile.Read(Report).Provenance.Commit!;
        File.WriteAllText(again, File.ReadAllText(Report).Replace(commit, "abcdef0123456789", StringComparison.Ordinal));
        string[] command = ["leaderboard", "update", "--from", Report, "--reproduced", again, "--leaderboard", _folder.At("board"), "--in", document];

        var output = Run(command).Succeeded().Output;

        var text = File.ReadAllText(document);
        Assert.StartsWith("# Before\n\n<!-- igml:leaderboard -->\n\n### fashion-mnist, Linf, ε = 0.1\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n<!-- /igml:leaderboard -->\n\nAfter\n", text, StringComparison.Ordinal);
        Assert.Contains("reproduced at `abcdef01`", text, StringComparison.Ordinal);
        Assert.Contains($"Wrote    {document}", output, StringComparison.Ordinal);
        var line = Assert.Single(File.ReadAllLines(_folder.At("board/history.jsonl")));
        Assert.Contains($"\"commit\":\"{commit}\"", line, StringComparison.Ordinal);
        var written = Snapshot();
        Assert.Contains($"As it was {document}", Run(command).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(written, Snapshot());
    }

    [Fact]
    public void The_tables_of_this_repository_are_those_of_its_results()
    {
        foreach (var name in new[] { "LEADERBOARD.md", "README.md" })
            File.Copy(Path.Combine(Root, name), _folder.At(name));
        foreach (var name in new[] { "LEADERBOARD.md", "README.md" })
        {
            Igml.Run("leaderboard", "update", "--leaderboard", Path.Combine(Root, "leaderboard"), "--in", _folder.At(name)).Succeeded();
            Assert.Equal(File.ReadAllText(Path.Combine(Root, name)), File.ReadAllText(_folder.At(name)));
        }
    }

    [Fact]
    public void Nothing_is_written_where_a_document_has_no_markers()
    {
        var document = _folder.At("README.md");
        File.WriteAllText(document, "# None\n");
        var again = _folder.At("again.json");
        File.Copy(Report, again);
        var line = Run(
            "leaderboard", "update", "--from", Report, "--reproduced", again, "--leaderboard", _folder.At("board"), "--in", document).OneLine(ExitCode.UnusableInput);
        Assert.Contains("has no markers", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.At("board")));
    }

    [Fact]
    public void A_damaged_result_is_named_and_nothing_is_written()
    {
        Directory.CreateDirectory(_folder.At("board/results"));
        File.WriteAllText(_folder.At("board/results/x.json"), "{\"schemaVersion\": 1}");
        var line = Igml.Run("leaderboard", "html", "--leaderboard", _folder.At("board"), "--out", _folder.At("x.html")).OneLine(ExitCode.UnusableInput);
        Assert.Contains("x.json", line, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("x.html")));
    }

    [Fact]
    public void Published_results_are_imported_and_shown_on_the_page()
    {
        Directory.CreateDirectory(_folder.At("info/cifar10/Linf"));
        File.WriteAllText(
            _folder.At("info/cifar10/Linf/Some2020.json"),
            """{"name":"<i>Title</i>","architecture":"ResNet","eps":"8/255","clean_acc":"80","autoattack_acc":"50.05"}""");
        Igml.Run("leaderboard", "import", "--from", _folder.At("info"), "--leaderboard", _folder.At("board")).Succeeded();
        Igml.Run("leaderboard", "html", "--leaderboard", _folder.At("board"), "--out", _folder.At("x.html"), "--title", "A & B").Succeeded();
        var page = File.ReadAllText(_folder.At("x.html"));
        Assert.Contains("<title>A &amp; B</title>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;i&gt;Title&lt;/i&gt;", page, StringComparison.Ordinal);
        Assert.Contains(">50.1 %<", page, StringComparison.Ordinal);
    }

    [Fact]
    public void No_leaderboard_command_loads_libtorch()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("needs the system loader's LD_DEBUG, of Linux");
        File.WriteAllText(_folder.At("LEADERBOARD.md"), Markers);
        File.Copy(Report, _folder.At("again.json"));
        var watched = new Dictionary<string, string>(NoWorkflow) { ["LD_DEBUG"] = "libs" };
        string[][] commandLines = [["leaderboard", "update", "--from", Report, "--reproduced", "again.json"], ["leaderboard", "html"]];
        foreach (var arguments in commandLines)
        {
            var result = IgmlProcess.Run(_folder.Path, watched, arguments);
            Assert.Equal(0, result.ExitCode);
            Assert.Contains("libcoreclr", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("torch", result.Error, StringComparison.OrdinalIgnoreCase);
        }
    }

    private IgmlResult Run(params string[] arguments) => IgmlProcess.Run(_folder.Path, NoWorkflow, arguments);

    private List<(string, DateTime)> Snapshot() =>
        [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => (path, File.GetLastWriteTimeUtc(path)))];
}
