using System.CommandLine;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Publishing.Reports;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Publishing.Commands;

/// <summary><c>igml merge</c>: joins the journals of all shards to the report. Needs no libtorch.</summary>
internal sealed class MergeCommand : IgmlCommand
{
    private readonly IgmlOption<IReadOnlyList<string>> _from = new("--from", Notations.ListOf(Notations.Path("paths")), ["shards"], "Journals, or folders to look for them in, separated by commas; folders within folders are looked into too.");

    private readonly IgmlOption<string> _out = new("--out", Notations.Path("folder"), "report", "Where the report goes.")
    { DecidesResults = false };

    public MergeCommand()
        : base(
            "merge",
            "Joins what the shards of an evaluation found: the same bytes, however many shards there were and in whatever order. " +
            "Missing, unfinished, doubled, foreign and damaged shards are refused by name.")
    {
        AddGroup("Shards", _from);
        AddGroup("Output", _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("Journals that lie in one folder, or in folders of it:", "igml merge --from shards --out report"),
        new("Two journals:", "igml merge --from a/shard-1-of-2.journal,b/shard-2-of-2.journal --out report"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var folder = arguments.GetValue(_out)!;
        var journals = arguments.GetValue(_from)!.SelectMany(Find).Distinct(StringComparer.Ordinal).Select(JournalContent.Read).ToList();
        var reports = ShardMerge.Merge(journals);
        var view = new ReportView(terminal);
        foreach (var (report, files) in MergedReports.Check(reports, folder))
        {
            files.CheckWritable();

            // Times differ from run to run: they are written beside the report, whose files are always the same.
            var written = files.Write(report with { Timings = null });
            view.Show(report, files, [.. written, files.WriteTimings(report.Timings!)]);
        }

        return ExitCode.Success;
    }

    private static IEnumerable<string> Find(string path)
    {
        if (File.Exists(path))
            return [path];
        if (!Directory.Exists(path))
            throw new InputException("--from", $"'{path}' does not exist", "Name a journal, or a folder with journals");

        // A Mac leaves a file ._NAME beside each file that it copies to another file system.
        var found = Directory.EnumerateFiles(path, $"*{ShardJournal.Extension}", SearchOption.AllDirectories)
            .Where(static file => !Path.GetFileName(file).StartsWith("._", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).ToList();
        return found.Count > 0
            ? found
            : throw new InputException(path, $"has no journal (*{ShardJournal.Extension})", "Name the folder that 'igml evaluate --shard' wrote to");
    }
}
