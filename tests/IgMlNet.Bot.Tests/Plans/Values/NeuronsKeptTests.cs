using IgMlNet.Bot.Plans.Values;
using IgMlNet.CommandLine.Settings;

namespace IgMlNet.Bot.Tests.Plans.Values;

public class NeuronsKeptTests
{
    [Theory]
    [InlineData("50", "50")]
    [InlineData("Search", "search")]
    [InlineData("tenth", "tenth")]
    [InlineData("1/10", "tenth")]
    [InlineData("1/64", "1/64")]
    [InlineData("1/1", "all")]
    [InlineData("ALL", "all")]
    public void Numbers_words_and_shares_read_back(string text, string written)
    {
        Assert.Equal(written, $"{NeuronsKept.Notation.Parse(text)}");
        Assert.Equal(written, $"{NeuronsKept.Notation.Parse(written)}");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1/0")]
    [InlineData("1/1001")]
    [InlineData("2/3")]
    [InlineData("1/")]
    [InlineData("most")]
    public void What_is_none_of_them_is_refused(string text) => Assert.Throws<ValueException>(() => NeuronsKept.Notation.Parse(text));
}
