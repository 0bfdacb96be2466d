using CsCheck;
using IgMlNet.CommandLine.Options;
using IgMlNet.IO;

namespace IgMlNet.CommandLine.Tests.Options;

public class OptionTextTests
{
    [Theory]
    [InlineData("8/255", 8.0 / 255)]
    [InlineData("0.1", 0.1)]
    [InlineData("1e-3", 0.001)]
    [InlineData(".5", 0.5)]
    [InlineData("1/2", 0.5)]
    public void Numbers_are_decimals_or_fractions(string text, double expected) =>
        Assert.Equal(expected, OptionText.Positive("--epsilon")(text));

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
    public void What_is_no_positive_number_is_refused(string text) =>
        Assert.Throws<InputException>(() => OptionText.Positive("--epsilon")(text));

    [Fact]
    public void No_text_makes_a_reader_fail_in_another_way() => Gen.String.Sample(text =>
    {
        foreach (var read in new Action<string>[]
        {
            t => OptionText.Positive("--a")(t), t => OptionText.Count("--a", 2, 9)(t), t => OptionText.Share("--a")(t),
            t => OptionText.Seed("--a")(t), t => OptionText.Path("--a")(t),
        })
        {
            try
            {
                read(text);
            }
            catch (InputException e)
            {
                Assert.DoesNotContain(e.Message, char.IsControl);
            }
        }
    });

    [Fact]
    public void A_seed_may_be_as_large_as_seeds_are() =>
        Assert.Equal(ulong.MaxValue, OptionText.Seed("--seed")("18446744073709551615"));
}
