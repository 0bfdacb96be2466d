using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Tests.Views;

public class VariantVerdictTests
{
    [Theory]
    [InlineData(0, 6, 1, Change.Better)]
    [InlineData(6, 0, 1, Change.Worse)]
    [InlineData(0, 5, 1, Change.NotSignificant)]
    [InlineData(6, 6, 1, Change.NotSignificant)]
    [InlineData(0, 6, 2, Change.NotSignificant)]
    [InlineData(0, 7, 2, Change.Better)]
    public void The_word_follows_the_adjusted_test(int lost, int gained, int variants, Change expected)
    {
        // p(0,6) = 0.03125: significant alone, not when it is the smaller of two.
        byte[] reference = [.. Enumerable.Repeat((byte)1, lost), .. Enumerable.Repeat((byte)0, gained)];
        byte[] defended = [.. reference.Select(static n => (byte)(1 - n))];
        string[] names = ["base", .. Enumerable.Range(1, variants).Select(static i => $"v{i}")];
        var report = SampleReports.Small with
        {
            Labels = [.. Enumerable.Repeat(0, reference.Length)],
            Variants = [.. names.Select(static name => SampleReports.Variant(name, name, "none"))],
            Attacks = [],
            Outcomes =
            [
                .. names.Select((name, i) =>
                    SampleReports.Outcome(name, RobustnessReport.CleanId, 1, i == 1 ? defended : reference)),
            ],
        };
        var verdicts = VariantVerdict.FromReport(SampleReports.WithEvidence(report));
        Assert.Equal(expected, verdicts[0].Change);
        Assert.Equal((lost, gained), (verdicts[0].Comparison.Lost, verdicts[0].Comparison.Gained));
        Assert.All(verdicts.Skip(1), static v => Assert.Equal((Change.NotSignificant, 1.0), (v.Change, v.AdjustedPValue)));
    }

    [Theory]
    [InlineData(0, 7, Change.UpperBound)]
    [InlineData(0, 1, Change.UpperBound)]
    [InlineData(1, 1, Change.NotSignificant)]
    [InlineData(7, 0, Change.Worse)]
    public void Without_the_attacks_that_can_show_a_gain_nothing_is_better(int lost, int gained, Change expected)
    {
        var verdict = VariantVerdict.FromReport(Compared(lost, gained, []))[0];
        Assert.Equal(expected, verdict.Change);
        Assert.Equal(expected != Change.UpperBound, verdict.Summary.Contains("p ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_randomized_variant_is_counted_both_ways()
    {
        // Per image one attack breaks the first draw and another the last: on average one of two stands, in any draw none does.
        var report = SampleReports.Small with
        {
            Labels = [0],
            Variants = [SampleReports.Variant("base", "base", "none"), SampleReports.Variant("v", "v", "some") with { Randomized = true }],
            Attacks = [SampleReports.Attack("a", "A", 1, "some"), SampleReports.Attack("b", "B", 1, "some")],
            Outcomes =
            [
                .. from attack in (string[])[RobustnessReport.CleanId, "a", "b"] select SampleReports.Outcome("base", attack, 1, [1]),
                SampleReports.Outcome("v", RobustnessReport.CleanId, 2, [2]),
                SampleReports.Outcome("v", "a", 2, [1]),
                SampleReports.Outcome("v", "b", 2, [1]) with { Verdicts = VerdictBits.Pack([[false], [true]]) },
            ],
        };
        var verdict = VariantVerdict.FromReport(report)[0];
        Assert.Equal((-0.5, -1.0), (verdict.Comparison.Difference, verdict.AnyAttackComparison.Difference));
    }

    [Theory]
    [InlineData("same", 0.015625)]
    [InlineData("other", 0.03125)]
    public void Two_variants_with_one_mask_are_tested_once(string mask, double expected)
    {
        // 7 gained, none lost: p = 2/2^7.
        var report = Compared(0, 7, ["same", mask]);
        Assert.All(VariantVerdict.FromReport(SampleReports.WithEvidence(report)), verdict => Assert.Equal(expected, verdict.AdjustedPValue, 12));
    }

    /// <summary>A base and defended variants that gain and lose so many images.</summary>
    private static RobustnessReport Compared(int lost, int gained, string[] masks)
    {
        byte[] reference = [.. Enumerable.Repeat((byte)1, lost), .. Enumerable.Repeat((byte)0, gained)];
        byte[] defended = [.. reference.Select(static n => (byte)(1 - n))];
        VariantInfo[] variants =
        [
            .. (masks.Length == 0 ? ["none"] : masks).Select((mask, i) => SampleReports.Variant($"v{i}", $"v{i}", "masks") with { MaskHash = mask }),
        ];
        return SampleReports.Small with
        {
            Labels = [.. Enumerable.Repeat(0, reference.Length)],
            Variants = [SampleReports.Variant("base", "base", "none"), .. variants],
            Attacks = [],
            Outcomes =
            [
                SampleReports.Outcome("base", RobustnessReport.CleanId, 1, reference),
                .. variants.Select(variant => SampleReports.Outcome(variant.Id, RobustnessReport.CleanId, 1, defended)),
            ],
        };
    }
}
