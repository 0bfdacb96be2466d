using IgMlNet.Reporting.Views;

namespace IgMlNet.Reporting.Tests.Views;

public class ImageVerdictsTests
{
    private static readonly ImageVerdicts Verdicts = new(10, [10, 10, 5, 0]);

    [Fact]
    public void Accuracy_is_over_draws_and_every_draw_accuracy_over_images()
    {
        Assert.Equal(0.625, Verdicts.Accuracy);
        Assert.Equal(0.5, Verdicts.EveryDrawAccuracy);
        Assert.True(Verdicts.Interval.Contains(0.625));
        Assert.Equal(IgMlNet.Reporting.Statistics.WilsonInterval.Compute(2.5, 4), Verdicts.Interval);
    }

    [Fact]
    public void Classes_are_taken_by_label()
    {
        Assert.Equal([10, 5], Verdicts.OfClass(1, [1, 0, 1, 0])!.CorrectDraws);
        Assert.Null(Verdicts.OfClass(2, [1, 0, 1, 0]));
    }

    [Fact]
    public void Impossible_verdicts_are_refused()
    {
        Assert.Throws<ArgumentException>(static () => new ImageVerdicts(1, []));
        Assert.Throws<ArgumentException>(static () => new ImageVerdicts(1, default));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ImageVerdicts(0, [0]));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ImageVerdicts(1, [2]));
    }
}
