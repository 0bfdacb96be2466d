using CsCheck;
using IgMlNet.Reporting.Statistics;

namespace IgMlNet.Reporting.Tests.Statistics;

public class HolmAdjustmentTests
{
    [Fact]
    public void A_worked_example()
    {
        // By hand: 0.005·4, max(0.02, 0.01·3), max(0.03, 0.03·2), max(0.06, 0.04·1).
        var adjusted = HolmAdjustment.Adjust([0.01, 0.04, 0.03, 0.005]);
        Assert.Equal([0.03, 0.06, 0.06, 0.02], adjusted.Select(static p => Math.Round(p, 12)));
        Assert.Empty(HolmAdjustment.Adjust([]));
    }

    [Fact]
    public void It_raises_p_values_keeps_their_order_and_lies_below_Bonferroni() =>
        Gen.Double[0, 1].Array[1, 12].Sample(pValues =>
        {
            var adjusted = HolmAdjustment.Adjust(pValues);
            for (var i = 0; i < pValues.Length; i++)
            {
                Assert.InRange(adjusted[i], pValues[i], Math.Min(1, pValues[i] * pValues.Length));
                for (var j = 0; j < pValues.Length; j++)
                    Assert.True(pValues[i] > pValues[j] || adjusted[i] <= adjusted[j]);
            }
        });

    [Fact]
    public void What_is_no_p_value_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => HolmAdjustment.Adjust([0.5, double.NaN]));
}
