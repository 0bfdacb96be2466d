using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using IgMlNet.Publishing.Html;
using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Leaderboards.History;
using IgMlNet.Reporting.Tests;
using IgMlNet.Reporting.Tests.Leaderboards;

namespace IgMlNet.Publishing.Tests.Html;

public partial class LeaderboardPageTests
{
    private static readonly Leaderboard Sample =
        Leaderboard.FromEntries([SampleLeaderboards.Small, SampleLeaderboards.Other], [SampleLeaderboards.Published]);

    [Theory]
    [MemberData(nameof(Cultures.Names), MemberType = typeof(Cultures))]
    public void The_page_is_as_expected_in_every_culture(string culture) =>
        ExpectedFile.Matches("leaderboard.html", Cultures.Under(culture, () => LeaderboardPage.Render(Sample, SampleLeaderboards.History, "Robustness leaderboard")));

    [Fact]
    public void The_page_needs_nothing_but_itself_and_lets_one_script_run()
    {
        var page = LeaderboardPage.Render(Sample, SampleLeaderboards.History, "x");
        var script = Script().Match(page).Groups[1].Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        Assert.Contains($"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-{hash}'", page, StringComparison.Ordinal);
        Assert.Single(Script().Matches(page));
        Assert.DoesNotMatch("(?i)<(link|img|iframe|base)|@import|url\\(|\\son[a-z]+=", page);
    }

    [Fact]
    public void Names_cannot_become_elements_or_attributes() => SampleLeaderboards.Any.Sample(entry =>
    {
        var hostile = entry with { Model = entry.Model with { Name = "\"><img src=x onerror=alert(1)></td>", Architecture = "</script><script>alert(1)" } };
        var page = LeaderboardPage.Render(Leaderboard.FromEntries([hostile], []), History(hostile), "</title><script>alert(1)</script>");
        Assert.Equal(page.Contains("<polyline", StringComparison.Ordinal), page.Contains(LeaderboardWords.CourseNote, StringComparison.Ordinal));
        var tags = Tag().Matches(page).Select(match => match.Groups[1].Value.ToLowerInvariant()).ToList();
        Assert.Equal(["script"], tags.Where(tag => tag == "script"));
        Assert.DoesNotContain("img", tags);
        var rows = page.Split("<tbody>")[1].Split("</tbody>")[0].Split("</tr>")[..^1];
        Assert.All(rows, row => Assert.Equal(7 + entry.Attacks.Length, Regex.Count(row, "<td ")));
    });

    [Fact]
    public void An_empty_leaderboard_says_so() =>
        Assert.Contains("no verified result", LeaderboardPage.Render(Leaderboard.FromEntries([], []), LeaderboardHistory.Empty, "x"), StringComparison.Ordinal);

    [Fact]
    public void Two_points_make_a_line_with_words_and_one_makes_none()
    {
        var one = LeaderboardHistory.Empty.With(SampleLeaderboards.Small, new DateOnly(2026, 1, 31));
        var board = Leaderboard.FromEntries([SampleLeaderboards.Small], []);
        Assert.DoesNotContain("class=\"sparkline\"", LeaderboardPage.Render(board, LeaderboardHistory.Empty, "x"), StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"sparkline\"", LeaderboardPage.Render(board, one, "x"), StringComparison.Ordinal);

        var page = LeaderboardPage.Render(board, one.With(SampleLeaderboards.At("<i>newer"), new DateOnly(2026, 2, 28)), "x");
        Assert.Equal(SampleLeaderboards.Small.Classifiers.Length, Regex.Count(page, "<svg class=\"sparkline\""));
        Assert.Matches(
            "<title>worst case in the last 2 evaluations: [0-9.]+ % on 2026-01-31 at 0123abcd to [0-9.]+ % on 2026-02-28 at &lt;i&gt;newer</title>", page);
    }

    private static LeaderboardHistory History(LeaderboardEntry entry) => LeaderboardHistory.Empty
        .With(entry with { Origin = entry.Origin with { Commit = "<script>" } }, new DateOnly(2026, 1, 31)).With(entry, new DateOnly(2026, 2, 1));

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("<([A-Za-z][A-Za-z0-9]*)")]
    private static partial Regex Tag();
}
