using System.CommandLine;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Publishing.Leaderboards;
using IgMlNet.Publishing.Options;
using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Leaderboards.Entries;

namespace IgMlNet.Publishing.Commands;

/// <summary><c>igml leaderboard update</c>: merges verified results and writes the tables in documents anew. Needs no libtorch.</summary>
internal sealed class LeaderboardUpdateCommand : IgmlCommand
{
    private const string Document = "LEADERBOARD.md";
    private const string AlsoDocument = "README.md";

    private readonly IgmlOption<IReadOnlyList<string>> _from = new(
        "--from", Notations.ListOf(Notations.Path("paths")), [],
        "Results to merge, separated by commas: files report.json, or folders to look for them in.")
    { Unset = "none, only regenerate the tables" };

    private readonly IgmlOption<IReadOnlyList<string>> _reproduced = new(
        "--reproduced", Notations.ListOf(Notations.Path("paths")), [],
        "The same of a second evaluation by the same plan: it must have found the same for every image.")
    { Unset = "none: results of a workflow run on the default branch" };

    private readonly IgmlOption<string> _leaderboard = LeaderboardOption.Create();

    private readonly IgmlOption<IReadOnlyList<string>> _in = new(
        "--in", Notations.ListOf(Notations.Path("files")), "Documents with markers, separated by commas, in which the tables are regenerated.")
    { Unset = $"{Document}, and {AlsoDocument} where it has markers", DecidesResults = false };

    public LeaderboardUpdateCommand()
        : base(
            "update",
            "Merges verified results into the leaderboard and its history, and writes its tables between the markers <!-- igml:leaderboard --> and " +
            "<!-- /igml:leaderboard --> of documents. All else in them stays as it is, byte for byte.")
    {
        AddGroup("Results", _from, _reproduced, _leaderboard);
        AddGroup("Output", _in);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("In a workflow of the default branch:", "igml leaderboard update --from report"),
        new("By hand, after a second evaluation of the same plan:", "igml leaderboard update --from report --reproduced again/report.json"),
        new("Only the tables anew, in two documents:", "igml leaderboard update --in LEADERBOARD.md,docs/results.md"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var folder = LeaderboardFolder.Read(arguments.GetValue(_leaderboard)!);
        var verified = new VerifiedReports(Environment.GetEnvironmentVariable);
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        foreach (var entry in verified.EntriesOf(arguments.GetValue(_from)!, arguments.GetValue(_reproduced)!))
            folder.Add(entry, today);

        // All is computed before anything is written.
        var leaderboard = folder.Leaderboard;
        var documents = Documents(arguments.GetValue(_in))
            .Select(document => (document.Path, Bytes: document.With(filter => LeaderboardMarkdown.Render(leaderboard, filter))))
            .ToList();
        folder.Write(cancellationToken);
        foreach (var file in folder.Changed)
            terminal.Line($"Wrote    {Path.Combine(folder.Path, file)}");
        foreach (var (path, bytes) in documents)
        {
            var isChanged = !RegularFile.ReadAllBytes(path, MarkedDocument.LargestFile).AsSpan().SequenceEqual(bytes);
            if (isChanged)
                AtomicFile.Write(path, bytes, cancellationToken);
            terminal.Line($"{(isChanged ? "Wrote   " : "As it was")} {path}");
        }

        return ExitCode.Success;
    }

    private static IEnumerable<MarkedDocument> Documents(IReadOnlyList<string>? named)
    {
        foreach (var path in named ?? [Document])
            yield return MarkedDocument.Read(path);
        if (named is null && File.Exists(AlsoDocument) && MarkedDocument.Read(AlsoDocument) is { Places: > 0 } also)
            yield return also;
    }
}
