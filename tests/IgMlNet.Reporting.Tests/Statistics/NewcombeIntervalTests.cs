using CsCheck;
using IgMlNet.Reporting.Statistics;

namespace IgMlNet.Reporting.Tests.Statistics;

public class NewcombeIntervalTests
{
    /// <summary>
    /// Airway hyper-responsiveness before and after transplantation (Bentur et al. 2009) and complete response before and after
    /// consolidation (Cavo et al. 2012), both as analysed by Fagerland, Lydersen and Laake, <i>Recommended tests and confidence
    /// intervals for paired binomial proportions</i>, Statistics in Medicine 33, 2014; the second with the digits of their
    /// R package contingencytables.
    /// </summary>
    [Theory]
    [InlineData(1, 1, 7, 12, 0.026, 0.507, 5e-4)]
    [InlineData(59, 6, 16, 80, 0.0046, 0.1186, 5e-5)]
    public void Intervals_are_the_published_ones(
        int both, int onlyFirst, int onlySecond, int neither, double lower, double upper, double tolerance)
    {
        var interval = NewcombeInterval.Compute(new PairedTable(both, onlyFirst, onlySecond, neither));
        Assert.Equal(lower, interval.Lower, tolerance);
        Assert.Equal(upper, interval.Upper, tolerance);
    }

    [Fact]
    public void The_interval_holds_the_difference_and_turns_with_the_order() =>
        Gen.Double[0, 500].Array[4].Where(static c => c.Sum() >= 1).Sample(counts =>
        {
            var scale = Math.Ceiling(counts.Sum()) / counts.Sum();
            var c = counts.Select(n => n * scale).ToArray();
            var table = new PairedTable(c[0], c[1], c[2], c[3]);
            var interval = NewcombeInterval.Compute(table);
            Assert.True(interval.Lower >= -1 && interval.Upper <= 1);
            Assert.True(interval.Lower <= table.Difference + 1e-9 && table.Difference - 1e-9 <= interval.Upper);
            var turned = NewcombeInterval.Compute(new PairedTable(c[0], c[2], c[1], c[3]));
            Assert.Equal(-interval.Upper, turned.Lower, 1e-9);
        });

    [Fact]
    public void Impossible_tables_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => NewcombeInterval.Compute(new PairedTable(0, 0, 0, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => NewcombeInterval.Compute(new PairedTable(3, -1, 0, 0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => NewcombeInterval.Compute(new PairedTable(double.NaN, 1, 0, 0)));
    }
}
