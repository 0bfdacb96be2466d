using System.CommandLine;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Publishing.Leaderboards;
using IgMlNet.Publishing.Options;
using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Leaderboards.Entries;

namespace IgMlNet.Publishing.Commands;

/// <summary><c>igml leaderboard badge</c>: the best verified result as a badge. Needs no libtorch.</summary>
internal sealed class LeaderboardBadgeCommand : IgmlCommand
{
    private readonly IgmlOption<string> _leaderboard = LeaderboardOption.Create();

    private readonly IgmlOption<string> _dataset = new("--dataset", Notations.Text("name"), "The data set of the result.")
    { Unset = "the first of the leaderboard", DecidesResults = false };

    private readonly IgmlOption<string> _out = new(
        "--out", Notations.Path("file"), "badge.svg",
        "The badge's file: a picture (.svg), or what shields.io reads as an endpoint badge (.json).")
    { DecidesResults = false };

    public LeaderboardBadgeCommand()
        : base("badge", "Makes a badge of the best worst-case robust accuracy of a leaderboard, as a picture or for shields.io.")
    {
        AddGroup("Results", _leaderboard, _dataset);
        AddGroup("Output", _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("A picture:", "igml leaderboard badge --out badge.svg"),
        new("A file for https://img.shields.io/endpoint?url=...:", "igml leaderboard badge --out badge.json"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var file = arguments.GetValue(_out)!;
        var badge = LeaderboardBadge.FromLeaderboard(
            LeaderboardFolder.Read(arguments.GetValue(_leaderboard)!).Leaderboard, new LeaderboardFilter { Dataset = arguments.GetValue(_dataset) });
        AtomicFile.Write(file, Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".svg" => badge.ToSvg(),
            ".json" => badge.ToJson(),
            _ => throw new InputException("--out", $"'{file}' is neither a picture nor a JSON file", "Give it the ending .svg or .json"),
        }, cancellationToken);
        terminal.Line($"Wrote    {file}: {badge.Label}: {badge.Message}");
        return ExitCode.Success;
    }
}
