using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Sections;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Tests.Views;

public class DeploymentAdviceTests
{
    [Theory]
    [InlineData(1000, 0, 20, Recommendation.Deploy)]
    [InlineData(1000, 20, 0, Recommendation.DoNotDeploy)]
    [InlineData(1000, 10, 20, Recommendation.Undecided)]
    [InlineData(1000, 0, 0, Recommendation.DoNotDeploy)]
    [InlineData(1000, 0, 2, Recommendation.DoNotDeploy)]
    [InlineData(100, 0, 0, Recommendation.Undecided)]
    [InlineData(200, 0, 5, Recommendation.Undecided)]
    [InlineData(200, 0, 6, Recommendation.Deploy)]
    public void What_the_worst_case_shows_decides(int images, int lost, int gained, Recommendation expected) =>
        Assert.Equal(expected, Assert.Single(DeploymentAdvice.FromReport(SampleReports.WithEvidence(Report(images, lost, gained)))).Recommendation);

    [Theory]
    [InlineData(1000, 0, 20, Recommendation.Undecided)]
    [InlineData(1000, 20, 0, Recommendation.DoNotDeploy)]
    [InlineData(1000, 0, 2, Recommendation.DoNotDeploy)]
    public void An_upper_bound_can_only_advise_against(int images, int lost, int gained, Recommendation expected)
    {
        var advice = Assert.Single(DeploymentAdvice.FromReport(Report(images, lost, gained)));
        Assert.Equal(expected, advice.Recommendation);
        Assert.Equal(expected == Recommendation.Undecided, advice.Conditions.Any(static condition => condition.Contains("a black-box attack", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_blocked_variant_is_undecided_whatever_it_gains()
    {
        var report = SampleReports.WithEvidence(Report(1000, 0, 20)) with
        {
            Checks = [SampleReports.Small.Checks[0] with { VariantId = "v", Severity = CheckSeverity.Blocking }],
        };
        Assert.Equal(Recommendation.Undecided, Assert.Single(DeploymentAdvice.FromReport(report)).Recommendation);
    }

    /// <summary>One draw of ten breaks under each of eleven attacks: a tenth is lost as a mean, and all in any draw.</summary>
    [Fact]
    public void A_randomized_gain_that_many_tries_take_away_is_undecided()
    {
        var report = SampleReports.WithEvidence(Report(200, 0, 40));
        var attacks = report.AttackIds.ToList();
        var randomized = report with
        {
            Variants = [report.Variants[0], report.Variants[1] with { Randomized = true }],
            Outcomes =
            [
                .. report.Outcomes.Select(outcome => outcome.VariantId != "v" ? outcome : outcome with
                {
                    Verdicts = VerdictBits(outcome, attacks.IndexOf(outcome.AttackId), attacks.Count),
                }),
            ],
        };
        var verdict = VariantVerdict.FromReport(randomized)[0];
        Assert.Equal(Change.Better, verdict.Change);
        Assert.True(verdict.AnyAttackComparison.Difference < 0);
        Assert.Equal(Recommendation.Undecided, Assert.Single(DeploymentAdvice.FromReport(randomized)).Recommendation);

        static Reporting.Results.Files.VerdictBits VerdictBits(AttackOutcome outcome, int own, int draws) => Reporting.Results.Files.VerdictBits.Pack(
            [.. Enumerable.Range(0, draws).Select(draw => outcome.CorrectDraws.Select((correct, i) => correct == 1 && (draw != own || i % 2 == 0)).ToArray())]);
    }

    [Fact]
    public void A_base_model_gets_no_advice_and_a_report_ends_with_that_on_its_defenses()
    {
        Assert.Empty(DeploymentAdvice.FromReport(SampleReports.Small with { Variants = [SampleReports.Small.Variants[0]] }));
        Assert.IsType<RecommendationSection>(MarkdownReport.StandardSections[^1]);
    }

    private static RobustnessReport Report(int images, int lost, int gained)
    {
        byte[] reference = [.. Enumerable.Range(0, images).Select(i => (byte)(i < images / 2 ? 1 : 0))];
        byte[] defended = [.. Enumerable.Range(0, images).Select(i => (byte)(i >= lost && i < (images / 2) + gained ? 1 : 0))];
        return SampleReports.Small with
        {
            Dataset = SampleReports.Small.Dataset with { Images = images },
            Labels = [.. reference.Select(static _ => 0)],
            Variants = [SampleReports.Variant("base", "base", VariantInfo.NoDefense), SampleReports.Variant("v", "v", "masks")],
            Attacks = [],
            Checks = [],
            Outcomes =
            [
                SampleReports.Outcome("base", RobustnessReport.CleanId, 1, reference), SampleReports.Outcome("v", RobustnessReport.CleanId, 1, defended),
            ],
        };
    }
}
