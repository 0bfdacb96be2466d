using System.Collections.Immutable;
using CsCheck;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Tests.Views;

public class ImageWiseWorstCaseTests
{
    [Fact]
    public void One_draw_gives_the_pointwise_and() => SampleReports.Any.Sample(report =>
    {
        foreach (var variant in report.Variants.Where(v => report.OutcomeOf(v.Id, RobustnessReport.CleanId).Draws == 1))
        {
            var worst = ImageWiseWorstCase.FromReport(report, variant.Id).Verdicts;
            for (var i = 0; i < report.Labels.Length; i++)
            {
                var expected = report.AttackIds.All(attack => report.OutcomeOf(variant.Id, attack).CorrectDraws[i] == 1);
                Assert.Equal(expected ? 1 : 0, worst.CorrectDraws[i]);
            }
        }
    }, iter: 200);

    [Fact]
    public void A_deterministic_variant_is_at_most_as_robust_as_under_each_attack() => SampleReports.Any.Sample(report =>
    {
        var deterministic = report with { Variants = [.. report.Variants.Select(v => v with { Randomized = false })] };
        foreach (var outcome in deterministic.Outcomes)
        {
            var worst = ImageWiseWorstCase.FromReport(deterministic, outcome.VariantId).Verdicts;
            Assert.True(worst.Accuracy <= ImageVerdicts.FromOutcome(outcome).Accuracy);
            Assert.True(worst.EveryDrawAccuracy <= ImageVerdicts.FromOutcome(outcome).EveryDrawAccuracy);
        }
    }, iter: 200);

    [Fact]
    public void The_largest_margin_decides_for_a_randomized_variant_and_not_its_luck()
    {
        var report = TwoAttacks([0.3f, 0.1f, 0.2f], [4, 1, 5], [0.2f, 0.4f, 0.2f], [1, 6, 3], Randomness.Randomized);
        var worst = ImageWiseWorstCase.FromReport(report, "v0");
        Assert.Equal([4, 6, 3], worst.Verdicts.CorrectDraws);
        Assert.Equal(["a0", "a1", "a1"], worst.AttackIds);
    }

    [Fact]
    public void The_verdict_decides_for_a_deterministic_variant()
    {
        var report = TwoAttacks([0.3f, 0.1f, 0.2f], [4, 1, 5], [0.2f, 0.4f, 0.2f], [1, 6, 3], Randomness.Deterministic);
        Assert.Equal([1, 1, 3], ImageWiseWorstCase.FromReport(report, "v0").Verdicts.CorrectDraws);
    }

    [Fact]
    public void Neither_the_order_of_images_nor_that_of_outcomes_matters() =>
        Gen.Select(SampleReports.Any, Gen.Int[1, 1_000_000]).Sample((report, seed) =>
        {
            var order = Enumerable.Range(0, report.Labels.Length).ToArray();
            new Random(seed).Shuffle(order);
            var outcomes = report.Outcomes.ToArray();
            new Random(seed).Shuffle(outcomes);
            var shuffled = report with
            {
                Labels = [.. order.Select(i => report.Labels[i])],
                Outcomes =
                [
                    .. outcomes.Select(o => o with
                    {
                        Verdicts = SampleReports.Verdicts(o.Draws, [.. order.Select(i => o.CorrectDraws[i])]),
                        Margins = [.. order.Select(i => o.Margins[i])],
                    }),
                ],
            };
            Assert.Equal(MeasuresOf(report), MeasuresOf(shuffled));
        }, iter: 200);

    [Fact]
    public void Without_attacks_the_worst_case_is_the_clean_image()
    {
        var report = SampleReports.Small with { Attacks = [] };
        Assert.Equal(11.0 / 12, ImageWiseWorstCase.FromReport(report, "base").Verdicts.Accuracy);
        Assert.All(ImageWiseWorstCase.FromReport(report, "base").AttackIds, static id => Assert.Equal(RobustnessReport.CleanId, id));
    }

    private static List<(double, double, double, double, double)> MeasuresOf(RobustnessReport report) =>
    [
        .. VariantVerdict.FromReport(report).Select(static v => (
            v.WorstCase.Verdicts.Accuracy, v.WorstCase.Verdicts.EveryDrawAccuracy, v.Comparison.Difference, v.Comparison.PValue,
            v.AdjustedPValue)),
    ];

    private static RobustnessReport TwoAttacks(
        float[] firstMargins, byte[] firstCorrect, float[] secondMargins, byte[] secondCorrect, Randomness randomness) =>
        SampleReports.Small with
        {
            Labels = [0, 1, 2],
            BaseVariantId = "v0",
            Variants = [SampleReports.Variant("v0", "v", "none") with { Randomized = randomness == Randomness.Randomized }],
            Attacks = [SampleReports.Attack("a0", "a", 1, "a"), SampleReports.Attack("a1", "b", 1, "b")],
            Outcomes = ImmutableArray.Create(
                SampleReports.Outcome("v0", RobustnessReport.CleanId, 10, [10, 10, 10], [-1, -1, -1]),
                SampleReports.Outcome("v0", "a0", 10, firstCorrect, firstMargins),
                SampleReports.Outcome("v0", "a1", 10, secondCorrect, secondMargins)),
        };

    private enum Randomness
    {
        Deterministic,
        Randomized,
    }
}
