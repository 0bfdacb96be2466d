using IgMlNet.Publishing.Plots;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Publishing.Reports;

/// <summary>What a person sees of results: the table, the verdicts, the files.</summary>
internal sealed class ReportView(TerminalOutput terminal)
{
    /// <summary>Shows the results and tells where they are.</summary>
    /// <param name="report">The results.</param>
    /// <param name="files">Their files.</param>
    /// <param name="written">Which of them were written, in words.</param>
    public void Show(RobustnessReport report, ReportFiles files, IReadOnlyList<string> written)
    {
        RobustnessTableView.Show(terminal, RobustnessTable.FromReport(report));
        var trust = ReportTrust.Assess(report);
        foreach (var verdict in VariantVerdict.FromReport(report))
        {
            terminal.Line(trust.Blocks(verdict.Variant.Id)
                ? $"{verdict.Variant.DisplayName}: no verdict, see the checks below"
                : $"{verdict.Variant.DisplayName}: {verdict.Summary}");
        }

        terminal.Line();
        foreach (var finding in report.Checks.OrderByDescending(check => check.Severity))
        {
            terminal.Line(
                $"{Word(finding.Severity)}: {finding.Message} {finding.Cause.TrimEnd('.')}. {finding.Remedy.TrimEnd('.')}.");
        }

        var duration = report.Timings is { } timings ? $" in {Format.Duration(timings.TotalSeconds)}" : "";
        if (Picture.WithoutFonts is { } missing)
            terminal.Line($"Note     {missing}");
        terminal.Line($"Wrote    {files.Folder}: {string.Join(", ", written)}{duration}");
    }

    private static string Word(CheckSeverity severity) => severity switch
    {
        CheckSeverity.Blocking => "Do not believe",
        CheckSeverity.Warning => "Warning",
        _ => "Note",
    };
}
