using IgMlNet.Reporting.Results;

namespace IgMlNet.Reporting.Tests.Results;

public class ThreatModelInfoTests
{
    [Theory]
    [InlineData(8.0 / 255, "8/255")]
    [InlineData(8f / 255, "8/255")]
    [InlineData(4.0 / 255, "4/255")]
    [InlineData(128.0 / 255, "128/255")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.3f, "0.3")]
    [InlineData(0.5, "0.5")]
    [InlineData(0.031, "0.031")]
    [InlineData(0, "0")]
    [InlineData(1e-6, "0.000001")]
    [InlineData(1e-12, "1e-12")]
    [InlineData(4.94e-324, "4.941e-324")]
    [InlineData(1, "1")]
    [InlineData(2, "2")]
    public void Budgets_read_as_the_field_writes_them(double epsilon, string expected) =>
        Assert.Equal(expected, new ThreatModelInfo { Norm = PerturbationNorm.Linf, Epsilon = epsilon }.EpsilonText);
}
