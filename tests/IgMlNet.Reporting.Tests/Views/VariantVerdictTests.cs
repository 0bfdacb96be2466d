using IgMlNet.Reporting.Results;
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
        var verdicts = VariantVerdict.FromReport(report);
        Assert.Equal(expected, verdicts[0].Change);
        Assert.Equal((lost, gained), (verdicts[0].Comparison.Lost, verdicts[0].Comparison.Gained));
        Assert.All(verdicts.Skip(1), static v => Assert.Equal((Change.NotSignificant, 1.0), (v.Change, v.AdjustedPValue)));
    }
}
