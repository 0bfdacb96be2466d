using CsCheck;
using IgMlNet.Robustness.Training;

namespace IgMlNet.Robustness.Tests.Training;

public sealed class AdversarialTrainingOptionsTests
{
    [Fact]
    public void The_learning_rate_rises_to_its_peak_at_two_fifths_and_falls_back()
    {
        var options = new AdversarialTrainingOptions { PeakLearningRate = 0.5 };
        var rates = Enumerable.Range(0, 10).Select(step => options.LearningRateAt(step, 10)).ToList();

        double[] expected = [0.125, 0.25, 0.375, 0.5, 0.5, 2.5 / 6, 2 / 6.0, 1.5 / 6, 1 / 6.0, 0.5 / 6];
        Assert.Equal(expected, rates, (one, other) => Math.Abs(one - other) < 1e-12);
    }

    [Fact]
    public void However_long_the_training_the_rate_stays_positive_and_never_passes_its_peak() =>
        Gen.Select(Gen.Int[1, 400], Gen.Double[0.001, 2]).Sample(
            (steps, peak) =>
            {
                var options = new AdversarialTrainingOptions { PeakLearningRate = peak };
                var rates = Enumerable.Range(0, steps).Select(step => options.LearningRateAt(step, steps)).ToList();
                Assert.All(rates, rate => Assert.InRange(rate, double.Epsilon, peak));
                Assert.InRange(rates.Max(), peak * 0.8, peak);
                var top = rates.IndexOf(rates.Max());
                Assert.Equal(rates.Take(top + 1).Order(), rates.Take(top + 1));
                Assert.Equal(rates.Skip(top).OrderDescending(), rates.Skip(top));
            },
            threads: 1);

    [Fact]
    public void Impossible_values_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdversarialTrainingOptions { Epochs = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdversarialTrainingOptions { BatchSize = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdversarialTrainingOptions { PeakLearningRate = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdversarialTrainingOptions { PeakLearningRate = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdversarialTrainingOptions { AveragingDecay = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdversarialTrainingOptions { AveragingDecay = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Augmentation { Shift = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Augmentation { Shift = 33 });
    }
}
