using System.Net;
using System.Text;
using IgMlNet.Bot.Plots;
using IgMlNet.Reporting.Markdown;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Sections;
using Markdig;

namespace IgMlNet.Bot.Html;

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

    private const string Css =
        ":root{color-scheme:light dark;--page:#ffffff;--text:#1f2328;--soft:#59636e;--line:#d8dee4;--band:#f6f8fa}"
        + "@media(prefers-color-scheme:dark){:root{--page:#0d1117;--text:#e6edf3;--soft:#9198a1;--line:#2b323b;--band:#161b22}}"
        + "body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}"
        + "main{max-width:72rem;margin:0 auto;padding:1.5rem 1rem 4rem}h1{font-size:1.7rem;line-height:1.25}"
        + "h2{font-size:1.2rem;margin-top:2.2rem;border-bottom:1px solid var(--line);padding-bottom:.3rem}"
        + ".wide{overflow-x:auto}table{border-collapse:collapse;margin:1rem 0;font-size:.87rem;font-variant-numeric:tabular-nums}"
        + "th,td{border-bottom:1px solid var(--line);padding:.35rem .7rem;text-align:left;vertical-align:top}"
        + "th{color:var(--soft);font-weight:600}tbody tr:hover{background:var(--band)}"
        + "code,pre{font:.85em ui-monospace,'SFMono-Regular',Menlo,Consolas,monospace;background:var(--band);border-radius:4px}"
        + "code{padding:.1em .3em;overflow-wrap:anywhere}pre{padding:.8rem;overflow-x:auto}pre code{padding:0;background:none}"
        + "del{color:var(--soft)}figure{margin:1.2rem 0;overflow-x:auto}figure svg{max-width:100%;height:auto}"
        + "figcaption{color:var(--soft);font-size:.87rem}@media print{.wide{overflow:visible}}";

    /// <summary>The page.</summary>
    /// <param name="report">The report.</param>
    /// <param name="plots">The plots, as SVG documents.</param>
    public static string Render(RobustnessReport report, IReadOnlyList<ReportPlot> plots)
    {
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n")
            .Append("<title>").Append(WebUtility.HtmlEncode(VisibleText.Of(report.Title))).Append("</title>\n")
            .Append("<style>").Append(Css).Append("</style>\n</head>\n<body>\n<main>\n");
        foreach (var section in MarkdownReport.StandardSections)
        {
            var html = Markdown.ToHtml(MarkdownReport.Render(report, [section]), Pipeline)
                .Replace("<table>", "<div class=\"wide\"><table>", StringComparison.Ordinal)
                .Replace("</table>", "</table></div>", StringComparison.Ordinal);
            if (html.Length == 0)
                continue;
            page.Append("<section id=\"").Append(section.Id).Append("\">\n").Append(html);
            foreach (var plot in plots.Where(plot => SectionOf(plot) == section.Id))
            {
                page.Append("<figure>\n").Append(plot.Svg.TrimEnd()).Append("\n<figcaption>")
                    .Append(WebUtility.HtmlEncode(VisibleText.Of(plot.Title))).Append("</figcaption>\n</figure>\n");
            }

            page.Append("</section>\n");
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string SectionOf(ReportPlot plot) => plot.Name switch
    {
        "attacks" => new RobustnessTableSection().Id,
        "classes" => new ClassWiseSection().Id,
        _ => new CurvesSection().Id,
    };
}
