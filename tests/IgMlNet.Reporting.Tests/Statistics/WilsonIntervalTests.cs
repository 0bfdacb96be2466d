using CsCheck;
using IgMlNet.Reporting.Statistics;

namespace IgMlNet.Reporting.Tests.Statistics;

public class WilsonIntervalTests
{
    /// <summary>The first four as listed in the project's notes; the rest from Newcombe 1998 (Table I, method 3).</summary>
    [Theory]
    [InlineData(500, 1000, 0.46907, 0.53093, 5e-6)]
    [InlineData(5953, 10000, 0.58565, 0.60488, 5e-6)]
    [InlineData(0, 1000, 0, 0.00383, 5e-6)]
    [InlineData(1000, 1000, 0.99617, 1, 5e-6)]
    [InlineData(81, 263, 0.2553, 0.3662, 5e-5)]
    [InlineData(15, 148, 0.0624, 0.1605, 5e-5)]
    [InlineData(0, 20, 0, 0.1611, 5e-5)]
    [InlineData(1, 29, 0.0061, 0.1718, 5e-5)]
    public void Intervals_are_the_published_ones(int successes, int trials, double lower, double upper, double tolerance)
    {
        var interval = WilsonInterval.Compute(successes, trials);
        Assert.Equal(lower, interval.Lower, tolerance);
        Assert.Equal(upper, interval.Upper, tolerance);
    }

    [Fact]
    public void The_interval_holds_the_proportion_mirrors_and_stays_within_0_and_1() =>
        Gen.Select(Gen.Int[1, 20000], Gen.Double[0, 1]).Sample((trials, share) =>
        {
            var interval = WilsonInterval.Compute(share * trials, trials);
            Assert.True(interval.Lower >= 0 && interval.Upper <= 1);
            Assert.True(interval.Lower <= share + 1e-12 && share - 1e-12 <= interval.Upper);
            var mirrored = WilsonInterval.Compute(trials - (share * trials), trials);
            Assert.Equal(1 - interval.Upper, mirrored.Lower, 1e-9);
        });

    [Fact]
    public void Impossible_counts_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Compute(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Compute(-1, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Compute(11, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Compute(double.NaN, 10));
    }
}
