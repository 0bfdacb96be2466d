using IgMlNet.Publishing.Reports;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Bot.Runs;

/// <summary>A plan carried out in one go, to its reports.</summary>
internal static class WholePlan
{
    /// <summary>Does the work, or goes on with it, and writes and shows the reports.</summary>
    /// <param name="folder">Where they go; journals too, until the reports are there.</param>
    /// <param name="terminal">Where they are shown.</param>
    /// <param name="work">Does the work, given where the journal of some work is, and tells the journals.</param>
    /// <returns>The reports, one for every model of the plan.</returns>
    /// <exception cref="IO.InputException">Something of the plan cannot be used, or a file cannot be written.</exception>
    public static IReadOnlyList<RobustnessReport> Evaluate(
        string folder, TerminalOutput terminal, Func<Func<EvaluationWork, string>, IReadOnlyList<string>> work)
    {
        new ReportFiles(folder).CheckWritable();
        var journals = work(done => Path.Combine(folder, $"evaluation-{done.Hash()[..12]}{ShardJournal.Extension}"));
        var reports = new List<RobustnessReport>();
        foreach (var (report, files) in MergedReports.Check(ShardMerge.Merge([.. journals.Select(JournalContent.Read)]), folder))
        {
            files.CheckWritable();
            new ReportView(terminal).Show(report, files, files.Write(report));
            reports.Add(report);
        }

        // All that they hold is in the reports now.
        foreach (var journal in journals)
            File.Delete(journal);
        return reports;
    }
}
