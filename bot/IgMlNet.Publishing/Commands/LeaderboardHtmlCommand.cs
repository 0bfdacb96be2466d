using System.CommandLine;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Publishing.Html;
using IgMlNet.Publishing.Options;
using IgMlNet.Reporting.Leaderboards.Entries;

namespace IgMlNet.Publishing.Commands;

/// <summary><c>igml leaderboard html</c>: the leaderboard as one page. Needs no libtorch.</summary>
internal sealed class LeaderboardHtmlCommand : IgmlCommand
{
    private const string DefaultTitle = "Robustness leaderboard";

    private readonly IgmlOption<string> _leaderboard = LeaderboardOption.Create();

    private readonly IgmlOption<string> _title = new(
        "--title", Notations.Text("text"), DefaultTitle, "The title of the page.")
    { DecidesResults = false };

    private readonly IgmlOption<string> _out = new("--out", Notations.Path("file"), "leaderboard.html", "Where the page goes.")
    { DecidesResults = false };

    public LeaderboardHtmlCommand()
        : base(
            "html",
            "Makes one page of the leaderboard: it needs no network and no other file, is complete without scripts, and sorts its tables " +
            "where scripts may run.")
    {
        AddGroup("Results", _leaderboard);
        AddGroup("Output", _title, _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("The page of what is in leaderboard/:", "igml leaderboard html --out leaderboard.html"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var file = arguments.GetValue(_out)!;
        var folder = LeaderboardFolder.Read(arguments.GetValue(_leaderboard)!);
        AtomicFile.Write(file, LeaderboardPage.Render(folder.Leaderboard, folder.History, arguments.GetValue(_title)!), cancellationToken);
        terminal.Line($"Wrote    {file}");
        return ExitCode.Success;
    }
}
