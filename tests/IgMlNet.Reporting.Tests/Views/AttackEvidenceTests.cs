using IgMlNet.Reporting.Checks;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Tests.Views;

public class AttackEvidenceTests
{
    private static readonly AttackInfo Pgd = SampleReports.Attack("pgd", "PGD-20", 20, "some");

    private static readonly VariantInfo Defended =
        SampleReports.Variant("v", "v", "masks") with { Randomized = true, Surrogates = 3 };

    [Fact]
    public void All_four_kinds_of_attacks_are_enough_and_none_may_be_missing()
    {
        Assert.True(Of(Defended, [.. SampleReports.Evidence]).IsComplete);
        for (var i = 0; i < 4; i++)
            Assert.Equal([(RequiredAttack)i], Of(Defended, [.. SampleReports.Evidence.RemoveAt(i)]).Missing);
    }

    [Theory]
    [InlineData(false, 0, new[] { RequiredAttack.Transfer, RequiredAttack.BlackBox })]
    [InlineData(true, 0, new[] { RequiredAttack.Transfer, RequiredAttack.BlackBox, RequiredAttack.GradientDraws })]
    [InlineData(false, 1, new[] { RequiredAttack.Transfer, RequiredAttack.BlackBox, RequiredAttack.Adaptive })]
    [InlineData(false, null, new[] { RequiredAttack.Transfer, RequiredAttack.BlackBox, RequiredAttack.Adaptive })]
    public void What_a_defended_model_needs_follows_from_what_it_is(bool randomized, int? surrogates, RequiredAttack[] expected) =>
        Assert.Equal(expected, Of(Defended with { Randomized = randomized, Surrogates = surrogates }, [Pgd]).Missing);

    [Fact]
    public void A_base_model_needs_a_black_box_attack() =>
        Assert.Equal([RequiredAttack.BlackBox], Of(SampleReports.Variant("base", "base", VariantInfo.NoDefense), [Pgd]).Missing);

    [Theory]
    [InlineData(49, 500, 2, new[] { RequiredAttack.Transfer })]
    [InlineData(50, 499, 2, new[] { RequiredAttack.BlackBox })]
    [InlineData(50, 500, 1, new[] { RequiredAttack.GradientDraws })]
    [InlineData(50, 500, 2, new RequiredAttack[0])]
    public void A_budget_counts_from_50_steps_500_queries_and_2_draws(int steps, int queries, int draws, RequiredAttack[] expected)
    {
        AttackInfo[] attacks =
        [
            SampleReports.Evidence[0] with { StepsPerRun = steps },
            SampleReports.Evidence[1] with { BlackBoxQueries = queries },
            SampleReports.Evidence[2] with { GradientDraws = draws },
            SampleReports.Evidence[3],
        ];
        Assert.Equal(expected, Of(Defended, attacks).Missing);
    }

    /// <summary>Fifty starts of one step are no fifty steps, and a hundred restarts of five queries no five hundred queries.</summary>
    [Theory]
    [InlineData(50, 1, true)]
    [InlineData(50, 50, false)]
    public void Results_before_version_4_count_by_the_run(int steps, int restarts, bool expected)
    {
        var transfer = SampleReports.Evidence[0] with { StepsPerRun = null, Steps = steps, Restarts = restarts };
        var square = SampleReports.Evidence[1] with { BlackBoxQueries = null, Steps = 10 * steps, Restarts = restarts };
        var evidence = Of(Defended with { Randomized = false, Surrogates = 0 }, [transfer, square]);
        Assert.Equal(expected, evidence.IsComplete);
    }

    [Fact]
    public void Attacks_at_another_budget_show_nothing() => Assert.Equal(
        4, Of(Defended, [.. SampleReports.Evidence.Select(attack => attack with { Epsilon = 0.05 })]).Missing.Length);

    [Fact]
    public void Words_name_what_is_missing()
    {
        Assert.Equal("gain under gradient attacks only: an upper bound", Of(Defended, [Pgd]).UpperBoundText);
        Assert.Equal(
            "gain without EoT and the adaptive attack: an upper bound",
            Of(Defended, [SampleReports.Evidence[0], SampleReports.Evidence[1]]).UpperBoundText);
    }

    [Fact]
    public void The_check_fires_for_a_gain_with_budgets_cause_and_remedy_and_is_silent_with_the_attacks_or_without_a_gain()
    {
        var finding = Assert.Single(Findings(SampleReports.Small));
        Assert.Equal(("igd", CheckSeverity.Warning), (finding.VariantId, finding.Severity));
        Assert.Contains("gradient attacks only", finding.Message, StringComparison.Ordinal);
        Assert.Contains("a black-box attack (at least 500 queries)", finding.Cause, StringComparison.Ordinal);
        Assert.Contains("adaptive", finding.Remedy, StringComparison.Ordinal);
        var some = SampleReports.WithEvidence(SampleReports.Small);
        Assert.Empty(Findings(some));
        var lacking = some with { Attacks = some.Attacks.RemoveAt(5) };
        Assert.Contains("black box: Square-500, 500 queries", Assert.Single(Findings(lacking)).Message, StringComparison.Ordinal);
        Assert.Empty(Findings(SampleReports.Small with { BaseVariantId = "igd" }));

        static IEnumerable<CheckFinding> Findings(RobustnessReport report) =>
            EvaluationCheck.RunAll(report).Where(finding => finding.Id == "unproven-gain");
    }

    private static AttackEvidence Of(VariantInfo variant, AttackInfo[] attacks) =>
        AttackEvidence.FromReport(SampleReports.Small with { Attacks = [.. attacks] }, variant);
}
