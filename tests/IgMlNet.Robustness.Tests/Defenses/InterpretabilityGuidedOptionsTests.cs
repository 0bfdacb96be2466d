using IgMlNet.Robustness.Defenses;

namespace IgMlNet.Robustness.Tests.Defenses;

public sealed class InterpretabilityGuidedOptionsTests
{
    [Fact]
    public void Defaults_are_the_papers()
    {
        var options = new InterpretabilityGuidedOptions();

        Assert.Equal((50, 0.01), (options.K, options.Temperature));
        Assert.Equal(Smoothing.None, options.Smoothing);
        Assert.Equal((1, 4 / 255.0), (Smoothing.For(8 / 255.0).Samples, Smoothing.For(8 / 255.0).Deviation));
        Assert.Equal((0, 0.0), (Smoothing.None.Samples, Smoothing.None.Deviation));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void K_is_positive(int k) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new InterpretabilityGuidedOptions { K = k });

    [Theory]
    [InlineData(0)]
    [InlineData(-0.01)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Temperature_and_deviation_are_positive_and_finite(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new InterpretabilityGuidedOptions { Temperature = value });
        Assert.Throws<ArgumentOutOfRangeException>(() => Smoothing.With(1, value));
        Assert.Throws<ArgumentOutOfRangeException>(() => Smoothing.For(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => Smoothing.With(0, 0.1));
    }
}
