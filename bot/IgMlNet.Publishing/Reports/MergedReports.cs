using IgMlNet.Reporting.Checks;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Publishing.Reports;

/// <summary>The reports of a plan's models, checked, with the files that each goes to.</summary>
internal static class MergedReports
{
    /// <summary>One report goes to the folder itself, several to a folder each in it.</summary>
    public static IEnumerable<(RobustnessReport Report, ReportFiles Files)> Check(IReadOnlyList<RobustnessReport> reports, string folder) =>
        reports.Select((report, i) => (
            report with { Checks = EvaluationCheck.RunAll(report) },
            new ReportFiles(reports.Count == 1 ? folder : Path.Combine(folder, FormattableString.Invariant($"model-{i + 1}")))));
}
