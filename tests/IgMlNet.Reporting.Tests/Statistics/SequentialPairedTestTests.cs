using CsCheck;
using IgMlNet.Reporting.Statistics;

namespace IgMlNet.Reporting.Tests.Statistics;

public class SequentialPairedTestTests
{
    private const double ErrorRate = 0.05;
    private static readonly int[] Looks = [50, 100, 200, 400];
    private static readonly double[] Shares = [0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 0.6, 0.8, 0.95];

    /// <summary>
    /// The error rate by simulation: 1,000 evaluations of 500 images without a difference, looked at after every image. A rate of 5 %
    /// would be exceeded by 67 of 1,000 findings in one of a hundred simulations; this one is seeded, so it always gives the same.
    /// </summary>
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void Without_a_difference_a_look_after_every_image_finds_one_no_more_often_than_the_rate_says(double discordant)
    {
        var random = new Random(1);
        var found = 0;
        for (var run = 0; run < 1000; run++)
        {
            var test = new SequentialPairedTest(ErrorRate);
            for (var image = 0; image < 500 && test.FoundSign == 0; image++)
                test.Add(random.NextDouble() < discordant ? random.Next(2) == 0 ? 1 : -1 : 0);
            found += test.FoundSign == 0 ? 0 : 1;
        }

        Assert.InRange(found, 0, 66);
    }

    /// <summary>100 evaluations, looked at after 50, 100, 200 and 400 images; a rate of 5 % would be exceeded by 11 of them once in a hundred times.</summary>
    [Fact]
    public void The_interval_misses_the_true_mean_at_any_look_no_more_often_than_the_rate_says()
    {
        var random = new Random(4);
        var missed = Enumerable.Range(0, 100).Count(_ =>
        {
            var test = new SequentialPairedTest(ErrorRate);
            return Looks.Any(look =>
            {
                while (test.Images < look)
                    test.Add(random.NextDouble() is var draw && draw < 0.3 ? 1 : draw < 0.5 ? -1 : 0);
                return !test.Interval.Contains(0.1);
            });
        });
        Assert.InRange(missed, 0, 11);
    }

    [Fact]
    public void McNemars_test_looked_at_after_every_image_would_err_far_more_often()
    {
        var random = new Random(1);
        var found = 0;
        for (var run = 0; run < 300; run++)
        {
            var (lost, gained) = (0, 0);
            for (var image = 0; image < 500; image++)
            {
                (lost, gained) = random.Next(2) == 0 ? (lost + 1, gained) : (lost, gained + 1);
                if (McNemarTest.ExactPValue(lost, gained) < ErrorRate)
                {
                    found++;
                    break;
                }
            }
        }

        Assert.True(found > 60, $"{found} of 300");
    }

    [Theory]
    [InlineData(0.40, 0.10, 100)]
    [InlineData(0.20, 0.05, 250)]
    [InlineData(0.10, 0.05, 1500)]
    public void A_difference_is_found_long_before_all_images_are_done(double gained, double lost, int most)
    {
        var random = new Random(2);
        var images = Enumerable.Range(0, 100).Select(_ =>
        {
            var test = new SequentialPairedTest(ErrorRate);
            while (test.FoundSign == 0 && test.Images < 10_000)
                test.Add(random.NextDouble() is var draw && draw < gained ? 1 : draw < gained + lost ? -1 : 0);
            Assert.Equal(1, test.FoundSign);
            return test.Images;
        }).Order().ToList();
        Assert.InRange(images[50], 10, most);
    }

    [Fact]
    public void Two_alike_are_called_alike_once_the_interval_is_within_the_margin()
    {
        var test = new SequentialPairedTest(ErrorRate);
        var random = new Random(3);
        while (test.Decide(0.05) == SequentialDecision.Undecided && test.Images < 10_000)
            test.Add(Enumerable.Range(0, 50).Select(_ => random.NextDouble() is var draw && draw < 0.02 ? 1.0 : draw < 0.04 ? -1 : 0));
        Assert.Equal(SequentialDecision.Alike, test.Decide(0.05));
        Assert.Equal(SequentialDecision.Undecided, test.Decide(margin: null));
        Assert.InRange(test.Images, 50, 1000);
    }

    [Fact]
    public void Draws_of_randomized_classifiers_count_by_their_share()
    {
        var (better, worse) = (new SequentialPairedTest(ErrorRate), new SequentialPairedTest(ErrorRate));
        for (var i = 0; i < 200; i++)
        {
            better.Add(i % 3 == 0 ? 0.5 : 0.1);
            worse.Add([i % 3 == 0 ? -0.5 : -0.1]);
        }

        Assert.Equal(SequentialDecision.Better, better.Decide(0.01));
        Assert.Equal(SequentialDecision.Worse, worse.Decide(0.01));
        Assert.Equal(better.EValue, worse.EValue, better.EValue * 1e-9);
        Assert.True(better.Interval.Lower > 0 && better.Interval.Contains(better.Mean));
    }

    [Fact]
    public void Evidence_is_the_average_capital_of_bets() => Gen.Int[-1, 1].Array[0, 50].Sample(differences =>
    {
        var expected = Shares.SelectMany(share => new[] { share, -share }).Average(stake => differences.Aggregate(1.0, (capital, d) => capital * (1 + (stake * d))));
        var test = new SequentialPairedTest(ErrorRate);
        test.Add(differences.Select(d => (double)d));
        Assert.Equal(expected, test.EValue, expected * 1e-9);
        Assert.Equal(differences.Length, test.Images);
    });

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialPairedTest(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequentialPairedTest(1));
        var test = new SequentialPairedTest(0.5);
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Add(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Add(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Decide(0));
        Assert.Equal((1, 0.0, SequentialDecision.Undecided), (test.EValue, test.Mean, test.Decide(0.5)));
    }
}
