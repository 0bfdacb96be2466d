using System.Net;
using System.Security.Cryptography;
using System.Text;
using IgMlNet.Reporting.Markdown;

namespace IgMlNet.Publishing.Html;

/// <summary>
/// The frame of our pages: one file without fonts, other files or network, which follows a light or dark setting and fits a narrow
/// screen. Its policy lets no script run but the one that it is given.
/// </summary>
internal static class HtmlPage
{
    private const string Css =
        ":root{color-scheme:light dark;--page:#ffffff;--text:#1f2328;--soft:#59636e;--line:#d8dee4;--band:#f6f8fa}"
        + "@media(prefers-color-scheme:dark){:root{--page:#0d1117;--text:#e6edf3;--soft:#9198a1;--line:#2b323b;--band:#161b22}}"
        + "body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}"
        + "main{max-width:72rem;margin:0 auto;padding:1.5rem 1rem 4rem}h1{font-size:1.7rem;line-height:1.25}"
        + "h2{font-size:1.2rem;margin-top:2.2rem;border-bottom:1px solid var(--line);padding-bottom:.3rem}"
        + ".wide{overflow-x:auto}table{border-collapse:collapse;margin:1rem 0;font-size:.87rem;font-variant-numeric:tabular-nums}"
        + "th,td{border-bottom:1px solid var(--line);padding:.35rem .7rem;text-align:left;vertical-align:top}"
        + "th{color:var(--soft);font-weight:600}tbody tr:hover{background:var(--band)}td[style*=right]{white-space:nowrap}"
        + "code,pre{font:.85em ui-monospace,'SFMono-Regular',Menlo,Consolas,monospace;background:var(--band);border-radius:4px}"
        + "code{padding:.1em .3em;overflow-wrap:anywhere}pre{padding:.8rem;overflow-x:auto}pre code{padding:0;background:none}"
        + "del{color:var(--soft)}figure{margin:1.2rem 0;overflow-x:auto}figure svg{max-width:100%;height:auto}"
        + "figcaption{color:var(--soft);font-size:.87rem;position:sticky;left:0}@media print{.wide{overflow:visible}}"
        + "@media(max-width:640px){td:not([style]){min-width:5.5rem}th,td{padding:.35rem .5rem}figure svg{max-width:none}}";

    /// <summary>The page.</summary>
    /// <param name="title">Its title, a text.</param>
    /// <param name="body">What is in it, HTML.</param>
    /// <param name="css">Rules of its own, behind those of all pages.</param>
    /// <param name="script">The one script that may run; empty for none.</param>
    public static string Render(string title, string body, string css = "", string script = "")
    {
        var page = new StringBuilder();
        script = script.ReplaceLineEndings("\n");
        var scripts = script.Length == 0
            ? ""
            : $"; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:")
            .Append(scripts).Append("\">\n")
            .Append("<title>").Append(Text(title)).Append("</title>\n")
            .Append("<style>").Append(Css).Append(css).Append("</style>\n</head>\n<body>\n<main>\n")
            .Append(body)
            .Append("</main>\n");
        if (script.Length > 0)
            page.Append("<script>").Append(script).Append("</script>\n");
        return page.Append("</body>\n</html>\n").ToString();
    }

    /// <summary>A text from data, such that it shows as it is, in an element or an attribute.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(VisibleText.Clean(text));
}
