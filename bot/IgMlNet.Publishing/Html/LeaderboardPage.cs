using System.Globalization;
using System.Text;
using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Leaderboards.History;
using IgMlNet.Reporting.Leaderboards.References;
using IgMlNet.Reporting.Statistics;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Publishing.Html;

/// <summary>
/// A leaderboard as one page: it opens from a file, follows a light or dark setting, turns rows into cards on a narrow screen, and is
/// complete without scripts; where they run, a table is sorted by a click on a column's title.
/// </summary>
internal static class LeaderboardPage
{
    private const int WhiskerWidth = 140;

    /// <summary>The page.</summary>
    /// <param name="leaderboard">What is in it.</param>
    /// <param name="history">What earlier evaluations found.</param>
    /// <param name="title">Its title.</param>
    public static string Render(Leaderboard leaderboard, LeaderboardHistory history, string title)
    {
        var body = new StringBuilder();
        body.Append("<h1>").Append(HtmlPage.Text(title)).Append("</h1>\n");
        if (leaderboard.Sections.IsEmpty)
            body.Append("<p>").Append(HtmlPage.Text(LeaderboardWords.NoResult)).Append("</p>\n");
        var sections = leaderboard.Sections.Select(static (section, i) => (Section: section, Number: i + 1)).ToList();
        if (sections.Count > 1)
        {
            body.Append("<nav>\n");
            foreach (var (section, number) in sections)
                body.Append(Invariant($"<a href=\"#board-{number}\">{HtmlPage.Text(LeaderboardWords.TitleOf(section))}</a>\n"));
            body.Append("</nav>\n");
        }

        foreach (var (section, number) in sections)
        {
            body.Append(Invariant($"<section id=\"board-{number}\">\n<h2>")).Append(HtmlPage.Text(LeaderboardWords.TitleOf(section))).Append("</h2>\n");
            foreach (var table in section.Tables)
                Table(body, table, history);
            foreach (var (source, results) in section.References)
                References(body, source, results);
            body.Append("</section>\n");
        }

        var rows = leaderboard.Sections.SelectMany(static section => section.Tables).SelectMany(static table => table.Rows).ToList();
        if (rows.Count > 0)
        {
            body.Append("<footer>\n<ul>\n");
            var isAnyDrawn = rows.Any(row => Sparkline.Draw(history.PointsOf(row)).Length > 0);
            foreach (var note in LeaderboardWords.Notes.Concat(isAnyDrawn ? [LeaderboardWords.CourseNote] : []))
                body.Append("<li>").Append(HtmlPage.Text(note)).Append("</li>\n");
            body.Append("</ul>\n</footer>\n");
        }

        return HtmlPage.Render(title, body.ToString(), LeaderboardPageParts.Css, LeaderboardPageParts.Script);
    }

    private static void Table(StringBuilder body, LeaderboardTable table, LeaderboardHistory history)
    {
        body.Append("<p class=\"about\">").Append(HtmlPage.Text(LeaderboardWords.CaptionOf(table)))
            .Append("; images <code>").Append(HtmlPage.Text(LeaderboardWords.Short(table.Images.ContentHash))).Append("</code>.</p>\n");
        var attacks = table.Attacks.Select(static attack => LeaderboardWords.Name(attack.DisplayName));
        Head(body, ["rank", "model", "clean", .. attacks, "worst case", "from the first", "checks", "verified"], ascending: 0);
        foreach (var row in table.Rows)
        {
            body.Append(!row.Classifier.IsBelieved ? "<tr class=\"out\">" : "<tr>");
            Cell(body, "rank", row.Rank, HtmlPage.Text(LeaderboardWords.RankOf(row)), "rank");
            TextCell(body, "model", row.Classifier.Name, $"<strong>{Name(row.Classifier.Name)}</strong>"
                + $"<small>{Name(row.Entry.Model.Name)}, {Name(row.Entry.Model.Architecture)}</small>");
            Cell(body, "clean", row.Classifier.CleanAccuracy, Accuracy(row, row.Classifier.CleanAccuracy), "number");
            foreach (var attack in row.Entry.Attacks)
            {
                var accuracy = row.Classifier.AccuracyUnder(attack.Id);
                Cell(body, LeaderboardWords.Name(attack.DisplayName), accuracy, Accuracy(row, accuracy), "number detail");
            }

            var (worst, interval) = (row.WorstCase.Accuracy, row.WorstCase.Interval);
            var span = $"<small>{HtmlPage.Text(Format.AccuracyInterval(interval))}</small>";
            Cell(body, "worst case", worst, $"{(row.IsUpperBound ? "≤ " : "")}{Accuracy(row, worst)} {span}{Whisker(worst, interval)}{Sparkline.Draw(history.PointsOf(row))}", "number worst");
            Cell(body, "from the first", row.FromFirst?.Difference, HtmlPage.Text(LeaderboardWords.FromFirst(row)), "number");
            TextCell(body, "checks", string.Join("; ", LeaderboardWords.ChecksOf(row)), LeaderboardPageParts.Checks(row));
            TextCell(body, "verified", row.Entry.Origin.Verification.Run ?? "", LeaderboardPageParts.Verified(row.Entry.Origin));
            body.Append("</tr>\n");
        }

        body.Append("</tbody></table></div>\n");
    }

    private static void References(StringBuilder body, string source, IEnumerable<ReferenceResult> results)
    {
        body.Append("<p class=\"about\">").Append(HtmlPage.Text(LeaderboardWords.ReferenceNote(source))).Append("</p>\n");
        Head(body, ["model", "paper", "architecture", "clean", "robust", "more data"], ascending: -1);
        foreach (var result in results)
        {
            body.Append(result.IsUnreliable ? "<tr class=\"out\">" : "<tr>");
            TextCell(body, "model", result.Id, $"<strong>{Name(result.Id)}</strong>");
            TextCell(body, "paper", result.Title, Name(result.Title) + (result.Venue is { } venue ? $"<small>{Name(venue)}</small>" : ""));
            TextCell(body, "architecture", result.Architecture, Name(result.Architecture));
            Cell(body, "clean", result.Clean, HtmlPage.Text(Format.Accuracy(result.Clean)), "number");
            var robust = HtmlPage.Text(Format.Accuracy(result.Robust));
            Cell(body, "robust", result.Robust, result.IsUnreliable ? $"<del>{robust}</del> <small>{HtmlPage.Text(LeaderboardWords.NotToBeBelieved)}</small>" : robust, "number");
            TextCell(body, "more data", result.AdditionalData?.ToString() ?? "", HtmlPage.Text(LeaderboardWords.AdditionalDataOf(result)));
            body.Append("</tr>\n");
        }

        body.Append("</tbody></table></div>\n");
    }

    private static void Head(StringBuilder body, IReadOnlyList<string> titles, int ascending)
    {
        body.Append("<div class=\"wide\"><table class=\"board\"><thead><tr>");
        for (var i = 0; i < titles.Count; i++)
        {
            body.Append(i == ascending ? "<th scope=\"col\" aria-sort=\"ascending\">" : "<th scope=\"col\">")
                .Append(HtmlPage.Text(titles[i])).Append("</th>");
        }

        body.Append("</tr></thead><tbody>\n");
    }

    private static string Accuracy(LeaderboardRow row, double accuracy) =>
        row.Classifier.IsBelieved ? HtmlPage.Text(Format.Accuracy(accuracy)) : $"<del>{HtmlPage.Text(Format.Accuracy(accuracy))}</del>";

    private static string Name(string name) => HtmlPage.Text(LeaderboardWords.Name(name));

    /// <summary>A cell that is sorted as a number; one without a number stays last.</summary>
    private static void Cell(StringBuilder body, string title, double? value, string html, string kind) =>
        body.Append("<td data-label=\"").Append(HtmlPage.Text(title)).Append("\" data-value=\"")
            .Append(value?.ToString("R", CultureInfo.InvariantCulture)).Append("\" class=\"").Append(kind).Append("\">")
            .Append(html).Append("</td>");

    private static void TextCell(StringBuilder body, string title, string text, string html) =>
        body.Append("<td data-label=\"").Append(HtmlPage.Text(title)).Append("\" data-text=\"").Append(Name(text)).Append("\">")
            .Append("<div>").Append(html).Append("</div></td>");

    /// <summary>The interval as a line with a dot, from 0 % at the left to 100 % at the right.</summary>
    private static string Whisker(double value, Interval interval) =>
        Invariant($"<svg class=\"whisker\" width=\"{WhiskerWidth}\" height=\"10\" aria-hidden=\"true\">")
        + Invariant($"<line x1=\"0\" x2=\"{WhiskerWidth}\" y1=\"5\" y2=\"5\" class=\"axis\"/>")
        + Invariant($"<line x1=\"{At(interval.Lower):0.0}\" x2=\"{At(interval.Upper):0.0}\" y1=\"5\" y2=\"5\" class=\"span\"/>")
        + Invariant($"<circle cx=\"{At(value):0.0}\" cy=\"5\" r=\"2.5\"/></svg>");

    private static double At(double share) => 4 + ((WhiskerWidth - 8) * share);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
