using System.CommandLine;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Publishing.Reports;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Results.Timings;

namespace IgMlNet.Publishing.Commands;

/// <summary><c>igml report</c>: makes documents, table and plots of results. Needs no libtorch.</summary>
internal sealed class ReportCommand : IgmlCommand
{
    private readonly IgmlOption<string> _from = new("--from", Notations.Path("folder"), "report", "Where report.json is, and timings.json where times and costs are to be shown.");

    private readonly IgmlOption<string> _out = new("--out", Notations.Path("folder"), "report", "Where the documents go.")
    { DecidesResults = false };

    public ReportCommand()
        : base("report", "Makes a Markdown document, a self-contained HTML page, a CSV table and plots of results.")
    {
        AddGroup("Results", _from);
        AddGroup("Output", _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("The documents of merged results, with times and costs:", "igml report --from report --out report"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var from = new ReportFiles(arguments.GetValue(_from)!);
        var report = ReportFile.Read(from.Json);
        if (File.Exists(from.Timings))
            report = report with { Timings = TimingsFile.Read(from.Timings) };
        var files = new ReportFiles(arguments.GetValue(_out)!);
        files.CheckWritable();
        new ReportView(terminal).Show(report, files, files.WriteViews(report));
        return ExitCode.Success;
    }
}
