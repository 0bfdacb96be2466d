using System.CommandLine;
using System.Globalization;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Publishing.Options;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Leaderboards.References;

namespace IgMlNet.Publishing.Commands;

/// <summary><c>igml leaderboard import</c>: takes over what RobustBench has published, as rows for reference. Needs no libtorch.</summary>
internal sealed class LeaderboardImportCommand : IgmlCommand
{
    private readonly IgmlOption<string> _from = new("--from", Notations.Path("folder"), "model_info", "A copy of the folder model_info of RobustBench's repository.");

    private readonly IgmlOption<string> _leaderboard = LeaderboardOption.Create();

    public LeaderboardImportCommand()
        : base(
            "import",
            "Takes over the Linf and L2 results that RobustBench has published, as rows for reference: shown beside own results, never ranked " +
            "among them. 'igml leaderboard update' then shows them.")
    {
        AddGroup("Results", _from, _leaderboard);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("From a clone of RobustBench:", "igml leaderboard import --from robustbench/model_info"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var list = RobustBenchModelInfo.Read(arguments.GetValue(_from)!);
        var path = LeaderboardFolder.ReferencesOf(arguments.GetValue(_leaderboard)!, list.Source);
        ReferenceListFile.Write(path, list, cancellationToken);
        terminal.Line(string.Create(CultureInfo.InvariantCulture, $"Wrote    {path}: {list.Results.Length} results of {list.Source}"));
        return ExitCode.Success;
    }
}
