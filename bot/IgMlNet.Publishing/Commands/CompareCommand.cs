using System.CommandLine;
using IgMlNet.CommandLine.Settings;
using IgMlNet.IO;
using IgMlNet.Publishing.Options;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Sections;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Publishing.Commands;

/// <summary><c>igml compare</c>: two results on the same images, cell by cell. Needs no libtorch.</summary>
internal sealed class CompareCommand : IgmlCommand
{
    private readonly IgmlOption<string> _base = new("--base", Notations.Path("file"), "base/report.json", "The results to compare with, a report.json.");

    private readonly IgmlOption<string> _head = new("--head", Notations.Path("file"), "report/report.json", "The results that are compared, a report.json.");

    private readonly IgmlOption<string> _out = new("--out", Notations.Path("file"), "comparison.md", "Where the comparison goes, Markdown.")
    { DecidesResults = false };

    private readonly MarginOptions _margin = new();

    public CompareCommand()
        : base(
            "compare",
            "Compares two results on the same images: the exact McNemar test for every variant under every attack, adjusted by Holm over " +
            "the table. What was not evaluated alike is called not comparable, and gets no number.")
    {
        AddGroup("Results", _base, _head);
        AddGroup("Verdict", [.. _margin.All]);
        AddGroup("Output", _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("Did a change of the model help?", "igml compare --base main/report.json --head branch/report.json"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var file = arguments.GetValue(_out)!;
        var comparison = ReportComparison.Between(
            ReportFile.Read(arguments.GetValue(_base)!), ReportFile.Read(arguments.GetValue(_head)!));
        var writer = new MarkdownWriter();
        ComparisonTable.Write(comparison, writer);
        AtomicFile.Write(file, writer.ToString(), cancellationToken);
        terminal.Line(comparison.Summary);
        var margin = MarginVerdict.Judge(_margin.Margin(arguments), comparison.Cells);
        if (margin is not null)
            terminal.Line(margin.Reason);
        terminal.Line($"Wrote    {file}");
        return _margin.IsGiven(arguments) && margin is { Outcome: MarginOutcome.Lost } ? ExitCode.Worse : ExitCode.Success;
    }
}
