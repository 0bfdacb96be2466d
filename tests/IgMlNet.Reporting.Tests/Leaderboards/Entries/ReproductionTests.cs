using IgMlNet.Reporting.Leaderboards.Entries;

namespace IgMlNet.Reporting.Tests.Leaderboards.Entries;

public class ReproductionTests
{
    [Fact]
    public void The_same_verdicts_by_another_commit_are_a_reproduction() => Assert.Null(Reproduction.DifferenceBetween(
        SampleReports.Small, SampleReports.Small with { Provenance = SampleReports.Small.Provenance with { Commit = "other" } }));

    [Fact]
    public void One_image_in_one_draw_is_a_difference()
    {
        var report = SampleReports.Small;
        var verdicts = SampleReports.Verdicts(10, [10, 10, 10, 10, 10, 10, 7, 6, 5, 4, 0, 1]);
        var other = report with
        {
            Outcomes = [.. report.Outcomes.Select(o => (o.VariantId, o.AttackId) == ("igd", "pgd20") ? o with { Verdicts = verdicts } : o)],
        };
        Assert.Equal("IG-Defense, k = 3 under 'pgd20' has other verdicts on 1 images", Reproduction.DifferenceBetween(report, other));
    }

    [Fact]
    public void Another_plan_model_seed_or_attack_is_a_difference()
    {
        var report = SampleReports.Small;
        foreach (var (other, difference) in new[]
        {
            (report with { Provenance = report.Provenance with { PlanHash = "x" } }, "the plans differ"),
            (report with { Dataset = report.Dataset with { ContentHash = "x" } }, "the images differ"),
            (report with { Model = report.Model with { Hash = "x" } }, "the models differ"),
            (report with { Seed = 8 }, "the seeds differ"),
            (report with { Attacks = [report.Attacks[0], report.Attacks[1] with { Steps = 10 }] }, "the attacks differ"),
            (report with { Variants = report.Variants.SetItem(1, report.Variants[1] with { MaskHash = "x" }) }, "the variants differ"),
        })
        {
            Assert.Equal(difference, Reproduction.DifferenceBetween(report, other));
        }
    }
}
