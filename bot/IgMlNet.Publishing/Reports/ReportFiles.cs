using IgMlNet.IO;
using IgMlNet.Publishing.Html;
using IgMlNet.Publishing.Plots;
using IgMlNet.Reporting.Csv;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Results.Timings;
using IgMlNet.Reporting.Sections;

namespace IgMlNet.Publishing.Reports;

/// <summary>The files of an evaluation: the results as data, as documents, as a table and as pictures.</summary>
internal sealed class ReportFiles(string folder)
{
    /// <summary>The folder that they are in.</summary>
    public string Folder { get; } = folder;

    /// <summary>The per-image results, JSON.</summary>
    public string Json { get; } = Path.Combine(folder, "report.json");

    /// <summary>How long it took, JSON.</summary>
    public string Timings { get; } = Path.Combine(folder, "timings.json");

    /// <summary>The document, Markdown.</summary>
    public string Markdown { get; } = Path.Combine(folder, "report.md");

    /// <summary>The same as a page with the plots in it, HTML.</summary>
    public string Html { get; } = Path.Combine(folder, "report.html");

    /// <summary>The numbers as a table, CSV.</summary>
    public string Csv { get; } = Path.Combine(folder, "report.csv");

    /// <summary>Which attack decides each image, CSV.</summary>
    public string Images { get; } = Path.Combine(folder, "images.csv");

    /// <summary>Checks that they can be written, and makes the folder.</summary>
    /// <exception cref="IO.InputException">They cannot.</exception>
    public void CheckWritable()
    {
        OutputPlace.CheckFolder("--out", Folder);
        foreach (var file in new[] { Json, Timings, Markdown, Html, Csv, Images })
            OutputPlace.CheckFile("--out", file);
    }

    /// <summary>Writes them, each whole or not at all.</summary>
    /// <returns>What was written, in words.</returns>
    /// <exception cref="IO.InputException">One cannot be written.</exception>
    public IReadOnlyList<string> Write(RobustnessReport report)
    {
        ReportFile.Write(Json, report);
        return [Path.GetFileName(Json), .. report.Timings is { } timings ? [WriteTimings(timings)] : (string[])[], .. WriteViews(report)];
    }

    /// <summary>Writes how long it took.</summary>
    /// <returns>What was written, in words.</returns>
    /// <exception cref="IO.InputException">It cannot be written.</exception>
    public string WriteTimings(RunTimings timings)
    {
        TimingsFile.Write(Timings, timings);
        return Path.GetFileName(Timings);
    }

    /// <summary>Writes what is for people: all but the results themselves.</summary>
    /// <returns>What was written, in words.</returns>
    /// <exception cref="IO.InputException">One cannot be written.</exception>
    public IReadOnlyList<string> WriteViews(RobustnessReport report)
    {
        var plots = ReportPlot.FromReport(report);
        foreach (var plot in plots)
            AtomicFile.Write(Path.Combine(Folder, NameOf(plot)), plot.Svg);
        AtomicFile.Write(Html, HtmlReport.Render(report, plots));
        AtomicFile.Write(Csv, CsvReport.Render(report));
        AtomicFile.Write(Images, ImageTable.Render(report));

        // The pictures go behind what they show.
        AtomicFile.Write(Markdown, MarkdownReport.Render(report, MarkdownReport.StandardSections.SelectMany(section => (IEnumerable<IReportSection>)
        [
            section,
            .. plots.Where(plot => plot.Part == section.Id).Select(plot => new PlotSection(NameOf(plot), plot.Title)),
        ])));
        return [.. new[] { Markdown, Html, Csv, Images }.Select(file => Path.GetFileName(file)), "plots"];
    }

    private static string NameOf(ReportPlot plot) => $"{plot.Name}.svg";
}
