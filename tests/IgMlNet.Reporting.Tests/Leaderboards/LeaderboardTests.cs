using System.Collections.Immutable;
using CsCheck;
using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Tests.Leaderboards;

public class LeaderboardTests
{
    [Fact]
    public void The_order_of_entries_does_not_matter() => (
        from some in SampleLeaderboards.Any.Array[0, 3]
        let entries = (LeaderboardEntry[])[SampleLeaderboards.Small, SampleLeaderboards.Other, .. some]
        from shuffled in Gen.Shuffle(entries)
        select (entries, shuffled)).Sample(both => Assert.Equal(Render(both.entries), Render(both.shuffled)));

    [Fact]
    public void Rows_are_ranked_by_worst_case_accuracy_and_doubtful_ones_stand_last() =>
        SampleLeaderboards.Any.Array[1, 4].Sample(entries =>
        {
            foreach (var table in Leaderboard.FromEntries(entries, []).Sections.SelectMany(section => section.Tables))
            {
                var ranked = table.Rows.TakeWhile(row => row.Rank is not null).ToList();
                Assert.All(table.Rows.Skip(ranked.Count), row => Assert.True(row.IsUpperBound || !row.Classifier.IsBelieved));
                Assert.All(ranked, row => Assert.True(row.Classifier.IsBelieved && !row.IsUpperBound));
                for (var i = 0; i < ranked.Count; i++)
                {
                    var above = i == 0 ? null : ranked[i - 1];
                    Assert.True(above is null || above.WorstCase.Accuracy >= ranked[i].WorstCase.Accuracy);
                    Assert.Equal(above?.WorstCase.Accuracy == ranked[i].WorstCase.Accuracy ? above.Rank : i + 1, ranked[i].Rank);
                }
            }
        });

    [Fact]
    public void Equal_accuracies_share_a_rank_and_stand_by_clean_accuracy()
    {
        // In the fixed report the base model and the random control are robust on 5 and 4 of 12 images.
        var report = SampleReports.WithEvidence(SampleReports.Small);
        var random = report.OutcomeOf("random", "pgd20") with { Verdicts = report.OutcomeOf("base", "pgd20").Verdicts };
        report = report with { Outcomes = [.. report.Outcomes.Select(o => o.VariantId == "random" && o.AttackId != RobustnessReport.CleanId ? random with { AttackId = o.AttackId } : o)] };

        var rows = Leaderboard.FromEntries([SampleLeaderboards.Entry(report)], []).Sections.Single().Tables.Single().Rows;

        Assert.Equal([("igd", 1, false), ("base", 2, true), ("random", 2, true)], rows.Select(row => (row.Classifier.Id, row.Rank!.Value, row.SharesRank)));
        Assert.True(rows[1].Classifier.CleanAccuracy > rows[2].Classifier.CleanAccuracy);
    }

    [Fact]
    public void An_upper_bound_has_no_rank_and_stands_behind_what_was_shown()
    {
        var rows = RowsOf(SampleReports.Small);
        Assert.Equal([("base", 1), ("igd", null), ("random", null)], rows.Select(row => (row.Classifier.Id, row.Rank)));
        Assert.All(rows.Skip(1), row => Assert.True(row is { IsUpperBound: true, FromFirst: null } && LeaderboardWords.WorstCaseOf(row).StartsWith('≤')));
        Assert.Equal("igd", RowsOf(SampleReports.WithEvidence(SampleReports.Small))[0].Classifier.Id);

        static ImmutableArray<LeaderboardRow> RowsOf(RobustnessReport report) =>
            Leaderboard.FromEntries([SampleLeaderboards.Entry(report)], []).Sections.Single().Tables.Single().Rows;
    }

    [Fact]
    public void A_difference_whose_interval_includes_0_is_never_told_apart_from_the_first()
    {
        // 5 of 40 images lost and none gained: p = 0.06; 6 of 6: p = 0.03, and the interval of so few images is wide.
        Assert.True(Compared(40, 30, 25).IsTiedWithFirst);
        foreach (var images in new[] { 20, 40, 60, 100, 200 })
        {
            foreach (var lost in Enumerable.Range(0, 12))
            {
                var row = Compared(images, 15, 15 - lost);
                Assert.True(row.IsTiedWithFirst || !row.FromFirst!.Interval.Contains(0), $"{lost} of {images}");
            }
        }
    }

    [Fact]
    public void Different_images_or_attacks_are_never_ranked_together()
    {
        var small = SampleLeaderboards.Small;
        var images = small with { Images = small.Images with { ContentHash = "other" } };
        var attacks = small with { Attacks = [small.Attacks[0], small.Attacks[1] with { Steps = 40 }] };
        var survivors = small with { AttackedImages = AttackedImages.Survivors };
        var section = Assert.Single(Leaderboard.FromEntries([small, images, attacks, survivors], []).Sections);
        Assert.Equal(4, section.Tables.Length);
        Assert.All(section.Tables, table => Assert.Equal(3, table.Rows.Length));
    }

    [Fact]
    public void Data_sets_and_threat_models_have_sections_of_their_own()
    {
        var small = SampleLeaderboards.Small;
        LeaderboardEntry[] entries =
        [
            small,
            small with { Images = small.Images with { Dataset = "fashion-MNIST" } },
            small with { Images = small.Images with { Dataset = "cifar10" } },
            small with { ThreatModel = small.ThreatModel with { Norm = PerturbationNorm.L2 } },
            small with { ThreatModel = small.ThreatModel with { Epsilon = 0.1f } },
            small with { ThreatModel = small.ThreatModel with { Epsilon = 0.2 } },
        ];
        var sections = Leaderboard.FromEntries(entries, [SampleLeaderboards.Published]).Sections;
        Assert.Equal(
            ["cifar10 Linf 0.1", "Fashion-MNIST Linf 0.1", "Fashion-MNIST Linf 51/255", "Fashion-MNIST L2 0.1"],
            sections.Select(section => $"{section.Dataset} {section.ThreatModel.Norm} {section.ThreatModel.EpsilonText}"));
        Assert.Equal("Some2020Method", sections[1].References.Single().Results[0].Id);
    }

    [Fact]
    public void A_base_model_of_two_plans_is_one_row_where_both_found_the_same()
    {
        var small = SampleLeaderboards.Small;
        var again = small with { Origin = small.Origin with { PlanHash = "other" } };
        Assert.Equal(3, Leaderboard.FromEntries([small, again], []).Sections.Single().Tables.Single().Rows.Length);
        var report = SampleReports.Small;
        var unlike = SampleLeaderboards.Entry(report with
        {
            Outcomes = [.. report.Outcomes.Select(o => (o.VariantId, o.AttackId) == ("base", "pgd20")
                ? o with { Verdicts = SampleReports.Verdicts(1, [1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]) } : o)],
        }) with
        { Origin = again.Origin };
        Assert.Equal(4, Leaderboard.FromEntries([small, unlike], []).Sections.Single().Tables.Single().Rows.Length);
    }

    [Fact]
    public void A_row_that_chance_may_have_put_behind_the_first_says_so()
    {
        // Nine images more are lost, of 100: p = 0.004. Three images: p = 0.25.
        var few = Compared(100, 60, 57);
        var many = Compared(100, 60, 51);
        Assert.True(few.IsTiedWithFirst);
        Assert.Equal(0.25, few.AdjustedPValue, 3);
        Assert.False(many.IsTiedWithFirst);
        Assert.Equal(-0.09, many.FromFirst!.Difference, 12);
    }

    private static LeaderboardRow Compared(int images, int first, int second)
    {
        var report = SampleReports.Small with
        {
            Dataset = SampleReports.Small.Dataset with { Images = images },
            Labels = [.. Enumerable.Repeat(0, images)],
            Variants = [SampleReports.Variant("base", "base", "none"), SampleReports.Variant("x", "x", "none")],
            Checks = [],
            Attacks = [SampleReports.Small.Attacks[0]],
            Outcomes =
            [
                .. from cell in new[] { ("base", RobustnessReport.CleanId, images), ("base", "fgsm", first), ("x", RobustnessReport.CleanId, images), ("x", "fgsm", second) }
                   select SampleReports.Outcome(cell.Item1, cell.Item2, 1, [.. Enumerable.Range(0, images).Select(i => (byte)(i < cell.Item3 ? 1 : 0))]),
            ],
        };
        return Leaderboard.FromEntries([SampleLeaderboards.Entry(report)], []).Sections.Single().Tables.Single().Rows[1];
    }

    private static string Render(IEnumerable<LeaderboardEntry> entries) =>
        LeaderboardMarkdown.Render(Leaderboard.FromEntries(entries, [SampleLeaderboards.Published]), LeaderboardFilter.All);
}
