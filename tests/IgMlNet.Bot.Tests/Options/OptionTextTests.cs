using CsCheck;
using IgMlNet.Bot.Options;
using IgMlNet.IO;

namespace IgMlNet.Bot.Tests.Options;

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
            t => OptionText.Seed("--a")(t), t => OptionText.Path("--a")(t), t => AttackList.Parse(t), t => NeuronsKept.Parse(t),
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

    [Theory]
    [InlineData("fgsm", "fgsm")]
    [InlineData("pgd", "pgd-20")]
    [InlineData("PGD-7, apgd-ce", "pgd-7 apgd-ce-100")]
    [InlineData("square,rays-50", "square-5000 rays-50")]
    [InlineData("apgd-cw-3,apgd-dlr-4", "apgd-cw-3 apgd-dlr-4")]
    [InlineData("transfer-autoattack,fab-t-x3", "transfer-autoattack fab-t-100-x3")]
    [InlineData("figure-7c,autoattack-rand", "fgsm apgd-ce-5 apgd-ce-10 apgd-ce-20 apgd-ce-50 apgd-ce-100 autoattack-rand")]
    public void Attacks_are_named_with_their_steps(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', AttackList.Parse(text).Select(attack => attack.Id)));

    [Fact]
    public void A_seed_may_be_as_large_as_seeds_are() =>
        Assert.Equal(ulong.MaxValue, OptionText.Seed("--seed")("18446744073709551615"));
}
