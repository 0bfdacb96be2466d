using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Sections;

/// <summary>The plot of a report, which lies in a file beside the document.</summary>
/// <param name="relativePath">Where the SVG lies, seen from the document, e.g. <c>report.svg</c>.</param>
public sealed class PlotSection(string relativePath) : IReportSection
{
    /// <inheritdoc/>
    public string Id => "plot";

    /// <inheritdoc/>
    public void Write(RobustnessReport report, MarkdownWriter writer) =>
        writer.Image($"Robust accuracy of every variant under every attack, with 95 % intervals", relativePath);
}
