using CsCheck;
using IgMlNet.Reporting.Statistics;

namespace IgMlNet.Reporting.Tests.Statistics;

public class McNemarTestTests
{
    /// <summary>The first seven as listed in the project's notes, with the precision given there.</summary>
    [Theory]
    [InlineData(10, 25, 0.016674, 5e-7)]
    [InlineData(0, 6, 0.03125, 1e-12)]
    [InlineData(0, 5, 0.0625, 1e-12)]
    [InlineData(30, 50, 0.032993, 5e-7)]
    [InlineData(100, 140, 0.011664, 5e-7)]
    [InlineData(12, 12, 1, 0)]
    [InlineData(1, 1, 1, 0)]
    [InlineData(0, 0, 1, 0)]
    [InlineData(0, 1, 1, 1e-12)]
    public void P_values_are_the_published_ones(int lost, int gained, double expected, double tolerance)
    {
        Assert.Equal(expected, McNemarTest.ExactPValue(lost, gained), tolerance);
        Assert.Equal(expected, McNemarTest.ExactPValue(gained, lost), tolerance);
    }

    [Fact]
    public void Fewer_than_six_discordant_images_are_never_significant_and_six_can_be()
    {
        Assert.True(McNemarTest.ExactPValue(0, McNemarTest.FewestDiscordant) < 0.05);
        Assert.True(McNemarTest.ExactPValue(0, McNemarTest.FewestDiscordant - 1) > 0.05);
    }

    [Fact]
    public void A_larger_imbalance_of_as_many_coins_has_a_smaller_p() =>
        Gen.Int[2, 50000].SelectMany(coins => Gen.Int[1, coins / 2].Select(few => (coins, few))).Sample((coins, few) =>
        {
            var (less, more) = (McNemarTest.ExactPValue(few, coins - few), McNemarTest.ExactPValue(few - 1, coins - few + 1));
            Assert.True(more <= less);
            Assert.InRange(less, 0, 1);
        });
}
