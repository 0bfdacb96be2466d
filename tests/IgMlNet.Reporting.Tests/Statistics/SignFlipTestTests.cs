using CsCheck;
using IgMlNet.Reporting.Statistics;

namespace IgMlNet.Reporting.Tests.Statistics;

public class SignFlipTestTests
{
    [Fact]
    public void On_single_draws_it_is_the_exact_McNemar_test() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 60], Gen.Int[0, 9], Gen.Int[1, 5]).Sample((lost, gained, equal, unit) =>
        {
            int[] differences =
                [.. Enumerable.Repeat(-unit, lost), .. Enumerable.Repeat(0, equal), .. Enumerable.Repeat(unit, gained)];
            Assert.Equal(McNemarTest.ExactPValue(lost, gained), SignFlipTest.ExactPValue(differences), 1e-12);
        });

    [Fact]
    public void It_counts_every_way_to_flip_the_signs() =>
        Gen.Int[-12, 12].Array[0, 10].Sample(differences =>
        {
            var observed = Math.Abs(differences.Sum());
            var extreme = 0;
            for (var signs = 0; signs < 1 << differences.Length; signs++)
            {
                var sum = differences.Select((d, i) => (signs >> i & 1) == 0 ? d : -d).Sum();
                extreme += Math.Abs(sum) >= observed ? 1 : 0;
            }

            Assert.Equal((double)extreme / (1 << differences.Length), SignFlipTest.ExactPValue(differences), 1e-12);
        });

    [Fact]
    public void Ten_thousand_images_of_ten_draws_take_a_moment_and_match_the_normal_limit()
    {
        var differences = Enumerable.Range(0, 10_000).Select(i => (i % 21) - 10).ToArray();
        var shift = differences.Sum() + 1200;
        for (var i = 0; differences.Sum() < shift; i = (i + 1) % differences.Length)
            differences[i] += differences[i] < 10 ? 1 : 0;
        var z = differences.Sum() / Math.Sqrt(differences.Sum(static d => (double)d * d));
        Assert.InRange(z, 1.9, 2.1);
        Assert.InRange(SignFlipTest.ExactPValue(differences), 0.036, 0.058);
    }

    [Fact]
    public void A_difference_beyond_all_doubt_has_a_p_that_is_bounded_not_lost()
    {
        var p = SignFlipTest.ExactPValue(Enumerable.Range(0, 2000).Select(static i => 1 + (i % 3)).ToArray());
        Assert.InRange(p, 0, 1e-100);
    }
}
