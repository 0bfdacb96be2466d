using IgMlNet.Reporting.Statistics;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Tests.Views;

public class FormatTests
{
    [Theory]
    [MemberData(nameof(Cultures.Names), MemberType = typeof(Cultures))]
    public void Numbers_read_alike_in_every_culture(string culture) => Cultures.Under(culture, static () =>
    {
        Assert.Equal("12.3 %", Format.Accuracy(0.12345));
        Assert.Equal("100.0 %", Format.Accuracy(1));
        Assert.Equal("0.0 %", Format.Accuracy(0));
        Assert.Equal("+1.2", Format.Gain(0.0123));
        Assert.Equal("−1.2", Format.Gain(-0.0123));
        Assert.Equal("±0.0", Format.Gain(0));
        Assert.Equal("±0.0", Format.Gain(-0.0004));
        Assert.Equal("−12.0 points", Format.GainInPoints(-0.12));
        Assert.Equal("[46.9, 53.1]", Format.AccuracyInterval(WilsonInterval.Compute(500, 1000)));
        Assert.Equal("[−0.5, +1.0]", Format.GainInterval(new Interval(-0.005, 0.01)));
        Assert.Equal("p = 0.017", Format.PValue(0.016674));
        Assert.Equal("p = 0.25", Format.PValue(0.25));
        Assert.Equal("p = 1.00", Format.PValue(1));
        Assert.Equal("p < 0.001", Format.PValue(1e-9));
        Assert.Equal("1.96×", Format.Cost(1.957));
        Assert.Equal("12,000", Format.Count(12000));
        Assert.Equal("0.03137", Format.Distance(8.0 / 255));
        Assert.Equal("0.1", Format.Distance(0.1f));
        Assert.Equal("0.5", Format.Distance(0.5));
        Assert.Equal("0", Format.Distance(0));
        Assert.Equal("12.3457", Format.Distance(12.34567));
        Assert.Equal("1.5 s", Format.Duration(1.5));
        Assert.Equal("1 min 0 s", Format.Duration(59.99));
        Assert.Equal("12 min 5 s", Format.Duration(725.2));
        Assert.Equal("3 h 2 min", Format.Duration(10_930));
        return true;
    });
}
