using CsCheck;
using IgMlNet.CommandLine.Settings;

namespace IgMlNet.CommandLine.Tests.Settings;

public class NotationsTests
{
    [Theory]
    [InlineData("8/255", 8.0 / 255)]
    [InlineData("0.1", 0.1)]
    [InlineData("1e-3", 0.001)]
    [InlineData(".5", 0.5)]
    [InlineData("1/2", 0.5)]
    public void Numbers_are_decimals_or_fractions(string text, double expected) => Assert.Equal(expected, Notations.Positive().Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("1/2/3")]
    [InlineData("1,5")]
    [InlineData("∞")]
    [InlineData("Infinity")]
    [InlineData("-1")]
    [InlineData("1/0")]
    [InlineData("0x10")]
    [InlineData("1e999")]
    public void What_is_not_a_positive_number_is_refused(string text) =>
        Assert.Throws<ValueException>(() => Notations.Positive().Parse(text));

    [Theory]
    [InlineData("0", "'0' is smaller than 1")]
    [InlineData("-7", "'-7' is smaller than 1")]
    [InlineData("101", "'101' is larger than 100")]
    [InlineData("99999999999999999999999999999999999999", "'99999999999999999999999999999999999999' is larger than 100")]
    [InlineData("-99999999999999999999999999999999999999", "'-99999999999999999999999999999999999999' is smaller than 1")]
    [InlineData("1.5", "'1.5' is not a whole number")]
    [InlineData("", "'' is not a whole number")]
    public void A_number_that_is_none_is_told_from_one_that_is_out_of_range(string text, string problem)
    {
        var fault = Assert.Throws<ValueException>(() => Notations.Count(1, 100).Parse(text));
        Assert.Equal((problem, "Write a whole number from 1 to 100"), (fault.Problem, fault.Remedy));
    }

    [Fact]
    public void A_seed_may_be_as_large_as_seeds_are() => Assert.Equal(ulong.MaxValue, Notations.Seed.Parse("18446744073709551615"));

    [Fact]
    public void What_is_written_reads_back()
    {
        Gen.Double[1e-300, 1000].Sample(value => Notations.Positive().Parse(Notations.Positive().Text(value)) == value);
        Gen.Int[1, int.MaxValue].Sample(value => Notations.Count().Parse(Notations.Count().Text(value)) == value);
    }

    [Fact]
    public void No_text_makes_a_reader_fail_in_another_way() => Gen.String.Sample(text =>
    {
        foreach (var read in new Action<string>[]
        {
            t => Notations.Positive().Parse(t), t => Notations.Count(2, 9).Parse(t), t => Notations.Share.Parse(t), t => Notations.Seed.Parse(t),
            t => Notations.Path("file").Parse(t), t => Notations.Text("text").Parse(t), t => Notations.ListOf(Notations.Count()).Parse(t),
        })
        {
            try
            {
                read(text);
            }
            catch (ValueException)
            {
                // The one way.
            }
        }
    });
}
