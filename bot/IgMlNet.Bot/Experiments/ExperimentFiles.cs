using IgMlNet.IO;
using IgMlNet.Publishing.Plots;
using IgMlNet.Reporting.Experiments;
using IgMlNet.Reporting.Markdown;

namespace IgMlNet.Bot.Experiments;

/// <summary>The files of experiments in a folder: each as data, document and plots; all of them as one document.</summary>
internal sealed class ExperimentFiles(string folder)
{
    /// <summary>The document of all experiments, Markdown.</summary>
    public string Document { get; } = Path.Combine(folder, "analysis.md");

    /// <summary>The folder that an evaluation behind an experiment goes to.</summary>
    public string FolderOf(string id) => Path.Combine(folder, id);

    /// <summary>The data of an experiment, JSON.</summary>
    public string DataOf(string id) => Path.Combine(folder, $"{id}.json");

    /// <summary>Earlier results of what would be done again; null where there is none.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="planHash">What is to be done.</param>
    public ExperimentReport? Earlier(string id, string planHash)
    {
        if (!File.Exists(DataOf(id)))
            return null;
        try
        {
            var report = ExperimentFile.Read(DataOf(id));
            return report.Provenance.PlanHash == planHash && report.Provenance.Commit == ProgramVersion.Commit ? report : null;
        }
        catch (InputException)
        {
            // Whatever it is, it is not that, and is written over as any file of --out is.
            return null;
        }
    }

    /// <summary>Writes an experiment, each file whole or not at all.</summary>
    public void Write(ExperimentReport report)
    {
        foreach (var plot in AnalysisPlots.FromReport(report))
            AtomicFile.Write(Path.Combine(folder, $"{plot.Name}.svg"), plot.Svg);
        WriteDocument(Path.Combine(folder, $"{report.Id}.md"), [report], 1);

        // Last, for it says that the others are there.
        ExperimentFile.Write(DataOf(report.Id), report);
    }

    /// <summary>Writes the document of several experiments.</summary>
    public void Write(IReadOnlyList<ExperimentReport> reports) => WriteDocument(Document, reports, 2);

    /// <summary>Checks that files can be written.</summary>
    /// <exception cref="InputException">They cannot.</exception>
    public void CheckWritable() => OutputPlace.CheckFolder("--out", folder);

    private static void WriteDocument(string path, IReadOnlyList<ExperimentReport> reports, int level)
    {
        var writer = new MarkdownWriter();
        if (level > 1)
            writer.Heading(1, $"Analyses of {reports[0].Model.Name}");
        foreach (var report in reports)
        {
            ExperimentDocument.Write(
                report, level, [.. AnalysisPlots.FromReport(report).Select(plot => (plot.Title, $"{plot.Name}.svg"))], writer);
        }

        AtomicFile.Write(path, writer.ToString());
    }
}
