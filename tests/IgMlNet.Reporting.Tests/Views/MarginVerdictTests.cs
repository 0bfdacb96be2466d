using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Tests.Views;

public class MarginVerdictTests
{
    /// <summary>Of 1,000 images 500 stand before. The differences are 10 images per point.</summary>
    [Theory]
    [InlineData(1000, 0, 0, null, MarginOutcome.Kept)]
    [InlineData(1000, 30, 0, null, MarginOutcome.Lost)]
    [InlineData(1000, 8, 0, null, MarginOutcome.Lost)]
    [InlineData(1000, 8, 0, 0.01, MarginOutcome.Undecided)]
    [InlineData(1000, 8, 0, 0.02, MarginOutcome.Kept)]
    [InlineData(1000, 30, 0, 0.01, MarginOutcome.Lost)]
    [InlineData(1000, 30, 0, 0.03, MarginOutcome.Undecided)]
    [InlineData(1000, 30, 0, 0.05, MarginOutcome.Kept)]
    [InlineData(1000, 20, 20, null, MarginOutcome.Undecided)]
    [InlineData(1000, 20, 20, 0.02, MarginOutcome.Kept)]
    [InlineData(50, 0, 0, null, MarginOutcome.Undecided)]
    public void A_loss_is_shown_excluded_or_not_told(int images, int lost, int gained, double? largest, MarginOutcome expected)
    {
        var verdict = Judge(images, lost, gained, new RobustnessMargin { LargestLoss = largest })!;
        Assert.Equal(expected, verdict.Outcome);
        Assert.Equal(expected == MarginOutcome.Undecided, verdict.ImagesNeeded > images);
        Assert.Equal(expected == MarginOutcome.Undecided, verdict.Reason.Contains("are needed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.46, MarginOutcome.Kept)]
    [InlineData(0.48, MarginOutcome.Undecided)]
    [InlineData(0.52, MarginOutcome.Undecided)]
    [InlineData(0.54, MarginOutcome.Lost)]
    public void A_floor_is_kept_missed_or_not_told(double floor, MarginOutcome expected) =>
        Assert.Equal(expected, Judge(1000, 0, 0, new RobustnessMargin { Floor = floor })!.Outcome);

    /// <summary>The number that is stated suffices: with it, and the same shares, the question is decided, and with three quarters of it not.</summary>
    [Theory]
    [InlineData(20, 20)]
    [InlineData(8, 0)]
    [InlineData(18, 12)]
    public void As_many_images_as_are_said_to_be_needed_decide(int lost, int gained)
    {
        var margin = new RobustnessMargin { LargestLoss = 0.01 };
        var needed = Judge(1000, lost, gained, margin)!.ImagesNeeded!.Value;
        Assert.Equal(MarginOutcome.Kept, Scaled(1.15).Outcome);
        Assert.Equal(MarginOutcome.Undecided, Scaled(0.75).Outcome);

        MarginVerdict Scaled(double factor)
        {
            var times = factor * needed / 1000;
            return Judge((int)(1000 * times), (int)(lost * times), (int)(gained * times), margin)!;
        }
    }

    [Fact]
    public void Nothing_comparable_is_no_verdict() => Assert.Null(MarginVerdict.Judge(new RobustnessMargin(), []));

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_margin_is_a_share(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RobustnessMargin { LargestLoss = value });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RobustnessMargin { Floor = value });
    }

    private static MarginVerdict? Judge(int images, int lost, int gained, RobustnessMargin margin)
    {
        var half = images / 2;
        var before = Report([.. Enumerable.Range(0, images).Select(i => (byte)(i < half ? 1 : 0))]);
        var after = Report([.. Enumerable.Range(0, images).Select(i => (byte)(i >= lost && i < half + gained ? 1 : 0))]);
        return MarginVerdict.Judge(margin, ReportComparison.Between(before, after).Cells);
    }

    private static RobustnessReport Report(byte[] correct) => SampleReports.Small with
    {
        Dataset = SampleReports.Small.Dataset with { Images = correct.Length },
        Labels = [.. correct.Select(static _ => 0)],
        Variants = [SampleReports.Small.Variants[0]],
        Attacks = [],
        Checks = [],
        Outcomes = [SampleReports.Outcome("base", RobustnessReport.CleanId, 1, correct)],
    };
}
