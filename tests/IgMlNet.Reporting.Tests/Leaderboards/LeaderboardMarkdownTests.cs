using System.Text.RegularExpressions;
using CsCheck;
using IgMlNet.Reporting.Leaderboards;

namespace IgMlNet.Reporting.Tests.Leaderboards;

public partial class LeaderboardMarkdownTests
{
    private static readonly Leaderboard Sample =
        Leaderboard.FromEntries([SampleLeaderboards.Small, SampleLeaderboards.Other], [SampleLeaderboards.Published]);

    [Theory]
    [MemberData(nameof(Cultures.Names), MemberType = typeof(Cultures))]
    public void Tables_are_as_expected_in_every_culture(string culture) => ExpectedFile.Matches(
        "leaderboard.md", Cultures.Under(culture, () => LeaderboardMarkdown.Render(Sample, LeaderboardFilter.All)));

    [Fact]
    public void A_filter_shows_what_it_asks_for()
    {
        Assert.Contains("no verified result", Render(new LeaderboardFilter { Dataset = "cifar10" }), StringComparison.Ordinal);
        Assert.Contains("no verified result", Render(new LeaderboardFilter { Epsilon = 0.2 }), StringComparison.Ordinal);
        Assert.DoesNotContain("no verified result", Render(new LeaderboardFilter { Dataset = "FASHION-mnist", Epsilon = 0.1f }), StringComparison.Ordinal);
        var first = Render(new LeaderboardFilter { Most = 1 });
        Assert.Contains("the first 1 of 6 rows", first, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(first, "reproduced at|run on the default branch"));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LeaderboardFilter { Most = 0 });
    }

    [Fact]
    public void Names_cannot_change_a_table_or_end_its_place() => SampleLeaderboards.Any.Sample(entry =>
    {
        var markdown = LeaderboardMarkdown.Render(Leaderboard.FromEntries([entry], []), LeaderboardFilter.All);
        Assert.DoesNotContain(markdown.Split('\n'), line => line.TrimStart(' ').StartsWith("<!--", StringComparison.Ordinal));
        foreach (var line in markdown.Split('\n').Where(line => line.StartsWith('|')))
            Assert.Equal(9, Bar().Count(line));
    });

    [Fact]
    public void A_marker_as_a_name_stays_in_its_cell()
    {
        var entry = SampleLeaderboards.Small with
        {
            Model = SampleLeaderboards.Small.Model with { Name = "<!-- /igml:leaderboard -->", Architecture = "`|` --> </table> @someone" },
        };
        var markdown = LeaderboardMarkdown.Render(Leaderboard.FromEntries([entry], []), LeaderboardFilter.All);
        Assert.DoesNotContain("| <!--", markdown, StringComparison.Ordinal);
        Assert.Contains("`` `\\|` --> </table> @someone ``", markdown, StringComparison.Ordinal);
    }

    private static string Render(LeaderboardFilter filter) => LeaderboardMarkdown.Render(Sample, filter);

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Bar();
}
