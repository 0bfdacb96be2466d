using IgMlNet.Bot.Plans.Values;
using IgMlNet.CommandLine.Settings;

namespace IgMlNet.Bot.Tests.Plans.Values;

public class PixelLengthTests
{
    [Theory]
    [InlineData("0.05", 0.05, "0.05")]
    [InlineData("1/4", 0.25, "0.25")]
    [InlineData("eps", 0.1, "eps")]
    [InlineData("EPS/8", 0.0125, "eps/8")]
    [InlineData("2eps", 0.2, "2eps")]
    [InlineData("1/3eps", 0.1 / 3, "eps/3")]
    [InlineData("0.3eps", 0.03, "0.3eps")]
    public void A_length_is_a_number_or_a_multiple_of_epsilon_and_reads_back(string text, double expected, string written)
    {
        var length = Parse(text);
        Assert.Equal(expected, length.At(0.1), 1e-12);
        Assert.Equal(written, $"{length}");
        Assert.Equal(length, Parse($"{length}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("eps/0")]
    [InlineData("eps/x")]
    [InlineData("2eps/3")]
    [InlineData("-1eps")]
    [InlineData("0eps")]
    [InlineData("epsilon")]
    public void What_is_neither_is_refused(string text) => Assert.Throws<ValueException>(() => Parse(text));

    private static PixelLength Parse(string text) => PixelLength.Notation(Notations.Positive()).Parse(text);
}
