using IgMlNet.Reporting.Files;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Plots;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Sections;

namespace IgMlNet.Bot.Inputs;

/// <summary>The files of an evaluation: the results as data, as a document, and as a picture.</summary>
internal sealed class ReportFiles(string folder)
{
    private const string PlotName = "report.svg";

    /// <summary>The folder that they are in.</summary>
    public string Folder { get; } = folder;

    /// <summary>The per-image results, JSON.</summary>
    public string Json { get; } = Path.Combine(folder, "report.json");

    /// <summary>How long it took, JSON.</summary>
    public string Timings { get; } = Path.Combine(folder, "timings.json");

    /// <summary>The document, Markdown.</summary>
    public string Markdown { get; } = Path.Combine(folder, "report.md");

    /// <summary>The picture that the document shows, SVG.</summary>
    public string Plot { get; } = Path.Combine(folder, PlotName);

    /// <summary>Checks that they can be written, and makes the folder.</summary>
    /// <exception cref="Reporting.InputException">They cannot.</exception>
    public void CheckWritable()
    {
        OutputPlace.CheckFolder("--out", Folder);
        foreach (var file in new[] { Json, Timings, Markdown, Plot })
            OutputPlace.CheckFile("--out", file);
    }

    /// <summary>Writes them, each whole or not at all.</summary>
    /// <exception cref="Reporting.InputException">One cannot be written.</exception>
    public void Write(RobustnessReport report)
    {
        ReportFile.Write(Json, report);
        if (report.Timings is { } timings)
            TimingsFile.Write(Timings, timings);
        AtomicFile.Write(Plot, RobustnessPlot.RenderSvg(report));

        // The picture goes behind the table that it shows.
        var sections = MarkdownReport.StandardSections;
        var table = sections.IndexOf(sections.First(section => section is RobustnessTableSection));
        AtomicFile.Write(Markdown, MarkdownReport.Render(report, sections.Insert(table + 1, new PlotSection(PlotName))));
    }
}
