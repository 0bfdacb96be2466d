using System.Text;
using IgMlNet.Publishing.Plots;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace IgMlNet.Publishing.Html;

/// <summary>
/// A report as one HTML page: the sections of the Markdown document with the plots among them. It needs no script, no font, no other
/// file and no network, follows a light or dark setting, and fits a narrow screen.
/// </summary>
internal static class HtmlReport
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .Build();

    /// <summary>The one element that texts of a report hold as HTML.</summary>
    private const string LineBreak = "<br>";

    /// <summary>The page.</summary>
    /// <param name="report">The report.</param>
    /// <param name="plots">The plots, as SVG documents.</param>
    public static string Render(RobustnessReport report, IReadOnlyList<ReportPlot> plots)
    {
        var body = new StringBuilder();
        foreach (var section in MarkdownReport.StandardSections)
        {
            var html = ToHtml(MarkdownReport.Render(report, [section]))
                .Replace("<table>", "<div class=\"wide\"><table>", StringComparison.Ordinal)
                .Replace("</table>", "</table></div>", StringComparison.Ordinal);
            if (html.Length == 0)
                continue;
            body.Append("<section id=\"").Append(section.Id).Append("\">\n").Append(html);
            foreach (var plot in plots.Where(plot => plot.Part == section.Id))
            {
                body.Append("<figure>\n").Append(plot.Svg.TrimEnd()).Append("\n<figcaption>")
                    .Append(HtmlPage.Text(plot.Title)).Append("</figcaption>\n</figure>\n");
            }

            body.Append("</section>\n");
        }

        return HtmlPage.Render(report.Title, body.ToString());
    }

    /// <summary>
    /// The HTML of a section. The writer of Markdown lets no text become markup. Should one do all the same, it is shown as text here, and left
    /// out where it is a whole block: of elements, links and pictures a section has none but line breaks.
    /// </summary>
    internal static string ToHtml(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var html in document.Descendants<HtmlInline>().Where(static html => html.Tag != LineBreak).ToList())
            html.ReplaceBy(new LiteralInline(html.Tag));
        foreach (var link in document.Descendants<LinkInline>().ToList())
            link.ReplaceBy(new LiteralInline(link.Url ?? ""));
        foreach (var link in document.Descendants<AutolinkInline>().ToList())
            link.ReplaceBy(new LiteralInline(link.Url));
        foreach (var html in document.Descendants<HtmlBlock>().ToList())
            html.Parent!.Remove(html);
        return document.ToHtml(Pipeline);
    }
}
