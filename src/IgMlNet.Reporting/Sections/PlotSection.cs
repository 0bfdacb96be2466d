using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Sections;

/// <summary>A plot of a report, which lies in a file beside the document.</summary>
/// <param name="relativePath">Where the SVG lies, seen from the document, e.g. <c>attacks.svg</c>.</param>
/// <param name="title">What it shows, in words.</param>
public sealed class PlotSection(string relativePath, string title) : IReportSection
{
    /// <inheritdoc/>
    public string Id => "plot";

    /// <inheritdoc/>
    public void Write(RobustnessReport report, MarkdownWriter writer) =>
        writer.Image($"{title}", relativePath);
}
