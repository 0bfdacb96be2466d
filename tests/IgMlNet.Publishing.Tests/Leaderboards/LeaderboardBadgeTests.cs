using System.Text.Json.Nodes;
using System.Xml.Linq;
using IgMlNet.Publishing.Leaderboards;
using IgMlNet.Publishing.Tests.Support;
using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Tests.Leaderboards;
using IgMlNet.Reporting.Tests.Markdown;

namespace IgMlNet.Publishing.Tests.Leaderboards;

public class LeaderboardBadgeTests
{
    private static readonly Leaderboard Board = Leaderboard.FromEntries([SampleLeaderboards.Small, SampleLeaderboards.Other], [SampleLeaderboards.Published]);

    [Fact]
    public void A_badge_has_the_best_believed_worst_case()
    {
        var best = Board.Sections.SelectMany(static section => section.Tables).SelectMany(static table => table.Rows).First(static row => row.Rank == 1);
        var badge = LeaderboardBadge.FromLeaderboard(Board, LeaderboardFilter.All);
        Assert.Equal("robust accuracy, Fashion-MNIST, Linf ε = 0.1", badge.Label);
        Assert.Equal(Reporting.Views.Format.Accuracy(best.WorstCase.Accuracy), badge.Message);
    }

    [Fact]
    public void Without_a_result_it_says_so() => Assert.Equal(
        "not measured", LeaderboardBadge.FromLeaderboard(Board, new LeaderboardFilter { Dataset = "other" }).Message);

    [Fact]
    public void What_shields_io_reads_has_its_schema()
    {
        var json = JsonNode.Parse(LeaderboardBadge.FromLeaderboard(Board, LeaderboardFilter.All).ToJson())!.AsObject();
        Assert.Equal(["schemaVersion", "label", "message", "color"], json.Select(static member => member.Key));
        Assert.Equal(1, (int)json["schemaVersion"]!);
    }

    [Fact]
    public void A_picture_is_well_formed_whatever_the_names()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var badge = LeaderboardBadge.FromLeaderboard(Leaderboard.FromEntries([HostileFiles.Entry(SampleLeaderboards.Small, seed)], []), LeaderboardFilter.All);
            var svg = XDocument.Parse(badge.ToSvg());
            Assert.Equal(["g", "path", "rect", "svg", "text", "title"], svg.Descendants().Select(static element => element.Name.LocalName).Distinct().Order());
        }
    }

    [Fact]
    public void The_command_writes_either_form_and_refuses_others()
    {
        using var folder = new TemporaryFolder();
        var board = Path.Combine(IgMlNet.Tests.ReferenceData.RepositoryRoot, "leaderboard");
        foreach (var name in new[] { "badge.svg", "badge.json" })
        {
            Igml.Run("leaderboard", "badge", "--leaderboard", board, "--out", folder.At(name)).Succeeded();
            Assert.Contains("robust accuracy", File.ReadAllText(folder.At(name)), StringComparison.Ordinal);
        }

        Assert.Contains("Give it the ending .svg or .json", Igml.Run("leaderboard", "badge", "--leaderboard", board, "--out", folder.At("badge.png")).OneLine(ExitCode.UnusableInput), StringComparison.Ordinal);
    }
}
