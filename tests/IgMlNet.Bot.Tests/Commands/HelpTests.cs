using System.CommandLine;
using Spectre.Console;

namespace IgMlNet.Bot.Tests.Commands;

public class HelpTests
{
    public static TheoryData<string> Commands { get; } =
        [.. Leaves().Select(command => HelpText.Name(command)["igml ".Length..])];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_of_a_command_names_every_option_its_value_and_its_default(string name)
    {
        var command = Leaves().Single(command => HelpText.Name(command) == $"igml {name}");

        var help = Igml.Run([.. name.Split(' '), "--help"]).Succeeded().Output;

        var flat = string.Join(' ', help.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        foreach (var option in command.Options)
        {
            var described = (IIgmlOption)option;
            if (option is IgmlFlag)
            {
                Assert.Contains($"{option.Name} {option.Description}", flat, StringComparison.Ordinal);
                continue;
            }

            Assert.Contains($"{option.Name} <{described.ValueName}> {option.Description}", flat, StringComparison.Ordinal);
            Assert.NotNull(described.DefaultText);
            Assert.Contains($"{option.Description} [default: {described.DefaultText}]", flat, StringComparison.Ordinal);
        }

        foreach (var example in command.Examples)
            Assert.Contains(example.CommandLine, help, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_example_in_help_parses(string name)
    {
        var command = Leaves().Single(command => HelpText.Name(command) == $"igml {name}");
        Assert.NotEmpty(command.Examples);
        foreach (var example in command.Examples)
        {
            var words = example.CommandLine.Split(' ');
            Assert.Equal("igml", words[0]);
            Assert.Empty(Root().Parse(words[1..]).Errors);
        }
    }

    [Fact]
    public void Help_shows_for_no_arguments_every_command_and_the_short_option()
    {
        var help = Igml.Run().Succeeded().Output;
        Assert.Equal(help, Igml.Run("--help").Output);
        Assert.Equal(help, Igml.Run("-h").Output);
        Assert.Equal(help, Igml.Run("help").Output);
        Assert.Equal(Igml.Run("rank", "compare", "--help").Output, Igml.Run("help", "rank", "compare").Output);
        foreach (var command in Root().Subcommands)
            Assert.Contains($"  {command.Name} ", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(300)]
    public void Help_folds_at_the_width_of_the_terminal(int width)
    {
        var help = HelpText.Render(Leaves().First(), width);
        var examples = help.IndexOf("Examples", StringComparison.Ordinal);
        Assert.All(
            help[..examples].Split(Environment.NewLine).Where(line => line.Trim().Contains(' ', StringComparison.Ordinal)),
            line => Assert.True(line.Length < Math.Max(width, 60), line));
    }

    [Fact]
    public void Help_version_and_what_runs_on_machines_without_it_do_not_load_libtorch()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("needs the system loader's LD_DEBUG, of Linux");

        // The system's loader writes down every library that it looks for.
        var watched = new Dictionary<string, string> { ["LD_DEBUG"] = "libs" };
        string[][] commandLines = [["--help"], ["--version"], ["evaluate", "--help"], ["train", "--epsilon", "x"], ["comment", "--pr", "1"]];
        foreach (var arguments in commandLines)
        {
            var result = IgmlProcess.Run(Path.GetTempPath(), watched, arguments);
            Assert.Contains("libcoreclr", result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("torch", result.Error, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Version_is_one_line()
    {
        var result = Igml.Run("--version").Succeeded();
        Assert.Matches(@"^\d+\.\d+\.\d+\r?\n$", result.Output);
    }

    private static RootCommand Root() => new IgmlApplication(BotProgram.Program, new TerminalOutput(AnsiConsole.Console, TextWriter.Null)).Root();

    private static IEnumerable<IgmlCommand> Leaves() => Leaves(Root());

    private static IEnumerable<IgmlCommand> Leaves(Command command) =>
        command.Subcommands.SelectMany(Leaves).Concat(command is IgmlCommand leaf ? [leaf] : []);
}
