using CsCheck;
using IgMlNet.Reporting.Statistics;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Tests.Views;

public class PairedComparisonTests
{
    private static readonly Gen<(ImageVerdicts First, ImageVerdicts Second)> Pairs =
        from images in Gen.Int[1, 60]
        from drawsOfFirst in Gen.Int[1, 12]
        from drawsOfSecond in Gen.Int[1, 12]
        from first in Gen.Int[0, drawsOfFirst].Array[images]
        from second in Gen.Int[0, drawsOfSecond].Array[images]
        select (Verdicts(drawsOfFirst, first), Verdicts(drawsOfSecond, second));

    [Fact]
    public void Single_draws_are_compared_by_the_exact_McNemar_test()
    {
        // 10 lost, 25 gained, 40 both right, 25 both wrong: p = 0.016674 as published.
        var first = Verdicts(1, [.. Repeat(1, 10), .. Repeat(0, 25), .. Repeat(1, 40), .. Repeat(0, 25)]);
        var second = Verdicts(1, [.. Repeat(0, 10), .. Repeat(1, 25), .. Repeat(1, 40), .. Repeat(0, 25)]);
        var comparison = PairedComparison.Between(first, second);
        Assert.Equal((10, 25), (comparison.Lost, comparison.Gained));
        Assert.Equal(0.15, comparison.Difference, 1e-12);
        Assert.Equal(0.016674, comparison.PValue, 5e-7);
        var expected = NewcombeInterval.Compute(new PairedTable(40, 10, 25, 25));
        Assert.Equal(expected.Lower, comparison.Interval.Lower, 1e-12);
        Assert.Equal(expected.Upper, comparison.Interval.Upper, 1e-12);
    }

    [Fact]
    public void The_difference_is_that_of_the_accuracies_and_turns_with_the_order() => Pairs.Sample((first, second) =>
    {
        var comparison = PairedComparison.Between(first, second);
        var turned = PairedComparison.Between(second, first);
        Assert.Equal(second.Accuracy - first.Accuracy, comparison.Difference, 1e-9);
        Assert.Equal(-comparison.Difference, turned.Difference, 1e-9);
        Assert.Equal(comparison.PValue, turned.PValue, 1e-9);
        Assert.Equal((comparison.Lost, comparison.Gained), (turned.Gained, turned.Lost));
        Assert.True(comparison.Interval.Contains(comparison.Difference));
    });

    [Fact]
    public void Drawing_a_deterministic_classifier_more_often_changes_no_test() =>
        Gen.Select(Gen.Int[0, 1].Array[40], Gen.Int[0, 1].Array[40], Gen.Int[2, 12]).Sample((first, second, draws) =>
        {
            var once = PairedComparison.Between(Verdicts(1, first), Verdicts(1, second));
            var often = PairedComparison.Between(Verdicts(1, first), Verdicts(draws, [.. second.Select(n => n * draws)]));
            Assert.Equal(once.PValue, often.PValue, 1e-9);
            Assert.Equal(once.Interval.Lower, often.Interval.Lower, 1e-9);
        });

    [Fact]
    public void A_classifier_does_not_differ_from_itself() => Pairs.Sample((first, _) =>
    {
        var comparison = PairedComparison.Between(first, first);
        Assert.Equal((0.0, 1.0), (comparison.Difference, comparison.PValue));
    });

    [Fact]
    public void Different_images_are_not_compared() =>
        Assert.Throws<ArgumentException>(() => PairedComparison.Between(Verdicts(1, [1]), Verdicts(1, [1, 0])));

    private static ImageVerdicts Verdicts(int draws, int[] correct) => new(draws, [.. correct.Select(static n => (byte)n)]);

    private static IEnumerable<int> Repeat(int value, int times) => Enumerable.Repeat(value, times);
}
