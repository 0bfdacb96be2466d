using System.Text;
using System.Text.RegularExpressions;
using IgMlNet.Publishing.Html;
using IgMlNet.Publishing.Plots;
using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Leaderboards.History;
using IgMlNet.Reporting.Tests.Leaderboards;
using IgMlNet.Reporting.Tests.Markdown;

namespace IgMlNet.Publishing.Tests.Html;

/// <summary>Pages of files whose every text is hostile: as Markdig makes them, and in a browser that no policy protects.</summary>
public partial class HostilePageTests
{
    private const int Seeds = 40;

    /// <summary>Writes into the title what there is besides our own elements. It runs last, where no text has changed the page before.</summary>
    private const string Probe =
        """
        <script>
        const odd = [...document.querySelectorAll('main *')].filter(element =>
          /^(script|img|iframe|meta|link|base|form|input|button|object|embed|video|audio|a)$/i.test(element.tagName)
            && !/^https:\/\/github\.com\/owner\/name\/|^#board-/.test(element.getAttribute('href') ?? '')
          || [...element.attributes].some(attribute => /^on/i.test(attribute.name) || /^\s*javascript:/i.test(attribute.value)));
        document.title = 'PROBED ' + JSON.stringify(odd.map(element => element.outerHTML));
        </script>
        """;

    [Fact]
    public void A_report_has_the_elements_that_a_harmless_one_has()
    {
        var expected = Elements(HtmlReport.Render(HostileFiles.Report(null), []));
        for (var seed = 0; seed < Seeds; seed++)
            Assert.Equal((seed, expected), (seed, Elements(HtmlReport.Render(HostileFiles.Report(seed), []))));
    }

    [Fact]
    public void Markup_that_came_into_the_Markdown_all_the_same_is_shown_as_it_is()
    {
        var html = HtmlReport.ToHtml("a <meta http-equiv=refresh content=0> [x](https://evil.example) ![y](https://evil.example) <https://evil.example> <br> b\n\n<script>1</script>\n");
        Assert.Contains("<br>", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<(meta|a|img|script)", html);
    }

    [Fact]
    public void Nothing_in_reports_and_leaderboards_acts_in_a_browser_without_a_policy()
    {
        var body = new StringBuilder();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var report = HostileFiles.Report(seed);
            body.Append(MainOf(HtmlReport.Render(report, seed % 10 == 0 ? ReportPlot.FromReport(report) : [])));
            body.Append(MainOf(LeaderboardPage.Render(
                Leaderboard.FromEntries([HostileFiles.Entry(SampleLeaderboards.Small, seed)], [HostileFiles.References(SampleLeaderboards.Published, seed)]),
                LeaderboardHistory.Empty, HostileFiles.Text(seed))));
        }

        Assert.Contains("<title>PROBED []</title>", Chromium.Load(Page(body.ToString())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<img src=x onerror=\"document.title='evil'\">")]
    [InlineData("<meta http-equiv=refresh content=\"0;url=data:text/html,evil\">")]
    [InlineData("<a href=\"https://evil.example\">x</a>")]
    public void The_probe_sees_what_acts(string markup) =>
        Assert.DoesNotContain("<title>PROBED []</title>", Chromium.Load(Page(markup)), StringComparison.Ordinal);

    private static string Page(string body) => $"<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>none</title></head><body><main>{body}</main>{Probe}</body></html>";

    private static string MainOf(string page) => page[(page.IndexOf("<main>", StringComparison.Ordinal) + 6)..page.LastIndexOf("</main>", StringComparison.Ordinal)];

    private static string Elements(string page) =>
        string.Join(' ', Element().Matches(page).Select(static match => match.Groups[1].Value).Where(static name => name is not ("code" or "/code")));

    [GeneratedRegex("<(/?[A-Za-z][A-Za-z0-9]*)")]
    private static partial Regex Element();
}
