using System.CommandLine;
using System.Diagnostics;
using IgMlNet.Bot.Tests.Support;
using Spectre.Console;

namespace IgMlNet.Bot.Tests.Commands;

/// <summary>
/// Every path that a command takes, found by discovery: a pipe, an endless device, a folder and nothing at all in its place give one
/// line that names it, and never a command that waits.
/// </summary>
[Collection(ToyModelCollection.Name)]
public sealed class HostileFilesTests(ToyModel toy) : IDisposable
{
    /// <summary>Far more than any of these commands takes: who needs it waits for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string Report = Path.Combine(ReferenceData.RepositoryRoot, "docs", "report.json");

    private readonly TemporaryFolder _folder = new();

    /// <summary>Paths that a command keeps for later, or that it does not come to without GitHub.</summary>
    private static readonly HashSet<(string Command, string Name)> NotOpened =
    [
        ("plan", "--checkpoint"), ("plan", "--clip"), ("plan", "--clip-vocabulary"), ("plan", "--class-names"), ("publish", "--out"), ("merge", "--out"),
        ("leaderboard import", "--leaderboard"), ("leaderboard badge", "--out"),

        // They come after journals or adversarial images, which these tests have none of.
        ("audit", "--plan"), ("judge", "--checkpoint"), ("judge", "--clip"), ("judge", "--clip-vocabulary"), ("judge", "--class-names"), ("judge", "--plan"), ("judge", "--leaderboard"),
    ];

    public static TheoryData<string, string> Paths { get; } = [.. Leaves(Root()).SelectMany(command => command.Options
        .Where(option => option is IIgmlOption { IsPath: true }).Select(option => option.Name)
        .Concat(command.Arguments.Where(IsFile).Select(argument => argument.Name))
        .Select(name => (Command: HelpText.Name(command)["igml ".Length..], Name: name)))
        .Where(path => path.Name != "--cache" && !NotOpened.Contains(path))];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task What_is_no_file_is_refused_in_one_line_that_names_it(string command, string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs Linux: named pipes and devices");
        using (var made = Process.Start("mkfifo", _folder.At("pipe")))
            made.WaitForExit();
        foreach (var (path, problem) in new[] { (_folder.At("pipe"), "pipe"), ("/dev/zero", "device"), (_folder.At("absent"), "does not exist") })
        {
            // A place that is written to is made where absent.
            if (path == _folder.At("absent") && name is "--out" or "--snapshot" or "--leaderboard")
                continue;
            var line = Line(command, name, path);
            var run = Task.Run(() => Igml.Run(line));
            Assert.True(
                await Task.WhenAny(run, Task.Delay(Patience, TestContext.Current.CancellationToken)) == run, $"igml {string.Join(' ', line)} waits for ever.");
            var error = (await run).OneLine(ExitCode.UnusableInput);
            Assert.Contains(path, error, StringComparison.Ordinal);
            Assert.Contains($" {(IsWithin(command, name) ? "does not exist" : problem)}", error, StringComparison.Ordinal);
        }
    }

    /// <summary>Whether the path is of a folder of which files are looked for by name.</summary>
    private static bool IsWithin(string command, string name) => (command, name) is ("report", "--from") or ("data excerpt", "--from");

    private static bool IsFile(Argument argument) => argument.Name is "A" or "B" or "file";

    private string[] Line(string command, string name, string path)
    {
        var leaf = Leaves(Root()).Single(leaf => HelpText.Name(leaf) == $"igml {command}");
        var line = new List<string>(command.Split(' '));
        foreach (var argument in leaf.Arguments)
        {
            line.Add(argument.Name == name ? path
                : argument.Name is "A" or "B" ? Ranking()
                : IsFile(argument) ? toy.Checkpoint
                : "k");
        }

        if (name.StartsWith("--", StringComparison.Ordinal))
            line.AddRange([name, path]);
        Add("--dataset", toy.Data);
        Add("--checkpoint", toy.Checkpoint);
        Add("--device", "cpu");
        Add("--samples", "10");
        Add("--epsilon", "0.05");
        Add("--epochs", "1");
        Add("--pr", "1");
        Add("--run", "1");
        Add("--repo", "o/r");
        Add("--out", _folder.At("out"));
        Add("--results", Report);
        Add("--base", Report);
        Add("--head", Report);
        Add("--in", _folder.At("document.md"));
        File.WriteAllText(_folder.At("document.md"), "<!-- igml:leaderboard -->\n<!-- /igml:leaderboard -->\n");
        if (command == "report")
            Add("--from", Path.GetDirectoryName(Report)!);
        if (command == "leaderboard update" && name == "--from")
            Add("--reproduced", Report);
        if (command == "leaderboard update" && name == "--reproduced")
            Add("--from", Report);
        if (name is "--clip" or "--clip-vocabulary" or "--class-names")
            Add("--ranking", "cd-ir");
        if (name is "--clip-vocabulary" or "--class-names")
            Add("--clip", Path.Combine(AppContext.BaseDirectory, "datasets", "fashion-mnist", "mini-clip-fashion-mnist.pt"));
        if (name is "--sodef-file")
            Add("--defenses", "sodef");
        return [.. line];

        void Add(string option, string value)
        {
            if (name != option && leaf.Options.Any(one => one.Name == option))
                line.AddRange([option, value]);
        }
    }

    private string Ranking()
    {
        var file = _folder.At("ranking.safetensors");
        if (!File.Exists(file))
            Igml.Run("rank", "--dataset", toy.Data, "--checkpoint", toy.Checkpoint, "--ranking", "lo-ir", "--out", file).Succeeded();
        return file;
    }

    private static RootCommand Root() => new IgmlApplication(BotProgram.Program, new TerminalOutput(AnsiConsole.Console, TextWriter.Null)).Root();

    private static IEnumerable<IgmlCommand> Leaves(Command command) =>
        command.Subcommands.SelectMany(Leaves).Concat(command is IgmlCommand leaf ? [leaf] : []);
}
