using System.Text;
using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Leaderboards.Entries;

namespace IgMlNet.Publishing.Html;

/// <summary>The look, the script, and the folded details of a <see cref="LeaderboardPage"/>.</summary>
internal static class LeaderboardPageParts
{
    /// <summary>The look.</summary>
    public const string Css =
        ":root{--mark:#0969da}@media(prefers-color-scheme:dark){:root{--mark:#58a6ff}}main{max-width:90rem}nav{display:flex;flex-wrap:wrap;gap:.5rem}nav a{border:1px solid var(--line);border-radius:1rem;padding:.15rem .8rem;text-decoration:none}"
        + "a{color:var(--mark)}.about{color:var(--soft);margin-bottom:.2rem}.board{width:100%}.board td{vertical-align:baseline}"
        + ".board td.number,.board td.rank{white-space:nowrap}.board td.rank{font-weight:600}.board small{display:block;color:var(--soft);font-size:.92em}"
        + ".board .worst{font-weight:600}.board .worst small{display:inline;font-weight:400}"
        + ".board .out{color:var(--soft)}.board summary{cursor:pointer}.board details{max-width:24rem}.board details p,.board details dl{margin:.3rem 0}"
        + ".board dt{color:var(--soft)}.board dd{margin:0 0 .3rem}.board th button{all:unset;cursor:pointer;white-space:nowrap}"
        + ".board th button:focus-visible{outline:2px solid var(--mark);outline-offset:2px}.board th button::after{content:' \\2195';opacity:.35}"
        + ".board th[aria-sort=ascending] button::after{content:' \\2191';opacity:1}.board th[aria-sort=descending] button::after{content:' \\2193';opacity:1}"
        + ".whisker{display:block}.whisker .axis{stroke:var(--line)}.whisker .span{stroke:var(--mark);stroke-width:5;opacity:.45}.whisker circle{fill:var(--mark)}.out svg{opacity:.4}"
        + ".sparkline{display:block;margin-top:.2rem}.sparkline polyline{fill:none;stroke:var(--mark);stroke-width:1.5;stroke-linejoin:round}.sparkline circle{fill:var(--mark)}"
        + "footer{color:var(--soft);font-size:.87rem;margin-top:2rem}footer ul{padding-left:1.2rem}"
        + "@media(max-width:46rem){.board,.board tbody{display:block}.board thead tr{display:flex;flex-wrap:wrap;gap:.2rem .9rem}.board thead th{border:0;padding:.1rem 0}"
        + ".board tbody tr{display:block;border:1px solid var(--line);border-radius:8px;margin:.7rem 0;padding:.3rem .8rem}"
        + ".board td{display:flex;justify-content:space-between;gap:1rem;border:0;padding:.2rem 0;text-align:right}.board td::before{content:attr(data-label);color:var(--soft);font-weight:400;text-align:left}"
        + ".board td.worst{display:grid;grid-template-columns:1fr auto auto;gap:0 .5rem}.board td.worst svg{grid-column:1/-1;justify-self:end}.board td>div{min-width:0;overflow-wrap:anywhere}}";

    /// <summary>Sorts a table by a click on a column's title; cells without a value stay last, and equal ones keep their order.</summary>
    public const string Script =
        """
        for (const table of document.querySelectorAll('table.board')) {
          const body = table.tBodies[0];
          [...table.tHead.rows[0].cells].forEach((head, column) => {
            const button = document.createElement('button');
            button.type = 'button';
            button.append(...head.childNodes);
            head.append(button);
            button.addEventListener('click', () => {
              const first = body.rows[0]?.cells[column];
              const isNumber = first !== undefined && 'value' in first.dataset;
              const before = head.getAttribute('aria-sort');
              const falling = before ? before === 'ascending' : isNumber && column > 0;
              for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
              head.setAttribute('aria-sort', falling ? 'descending' : 'ascending');
              const key = row => isNumber ? row.cells[column].dataset.value : row.cells[column].dataset.text;
              const order = (a, b) => isNumber ? Number(a) - Number(b) : a < b ? -1 : a > b ? 1 : 0;
              const rows = [...body.rows].sort((one, other) => {
                const [a, b] = [key(one), key(other)];
                if (a === '' || b === '') return (a === '') - (b === '');
                return falling ? order(b, a) : order(a, b);
              });
              body.append(...rows);
            });
          });
        }
        """;

    /// <summary>What the checks found, unfolded with cause and remedy.</summary>
    public static string Checks(LeaderboardRow row)
    {
        if (row.Classifier.Findings.IsEmpty)
            return HtmlPage.Text(LeaderboardWords.NothingFound);
        var html = new StringBuilder("<details><summary>");
        html.Append(HtmlPage.Text(string.Join("; ", LeaderboardWords.ChecksOf(row)))).Append("</summary>");
        foreach (var finding in row.Classifier.Findings)
        {
            html.Append("<p>").Append(HtmlPage.Text(finding.Message)).Append(' ').Append(HtmlPage.Text(finding.Cause)).Append(". ")
                .Append(HtmlPage.Text(finding.Remedy)).Append(".</p>");
        }

        return html.Append("</details>").ToString();
    }

    /// <summary>What verifies a row, unfolded with where it comes from.</summary>
    public static string Verified(EntryOrigin origin)
    {
        var by = origin.Verification is { Run: { } run }
            ? $"<a href=\"{HtmlPage.Text(run)}\">{HtmlPage.Text(LeaderboardWords.DefaultBranchRun)}</a>"
            : $"reproduced at <code>{HtmlPage.Text(LeaderboardWords.Short(origin.Verification.ReproducedAt!))}</code>";
        var html = new StringBuilder(by).Append("<details><summary>origin</summary><dl>");
        foreach (var (name, value) in new[]
        {
            ("tool", $"{origin.ToolVersion}, commit {LeaderboardWords.Short(origin.Commit)}"), ("plan", LeaderboardWords.Short(origin.PlanHash)),
            ("results", LeaderboardWords.Short(origin.ReportHash)), ("device", string.Join(", ", origin.Devices)), ("command", origin.Command),
        })
        {
            html.Append("<dt>").Append(name).Append("</dt><dd>").Append(HtmlPage.Text(value)).Append("</dd>");
        }

        return html.Append("</dl></details>").ToString();
    }
}
