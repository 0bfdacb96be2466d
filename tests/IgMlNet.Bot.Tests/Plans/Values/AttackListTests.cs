using CsCheck;
using IgMlNet.Bot.Plans.Values;
using IgMlNet.CommandLine.Settings;

namespace IgMlNet.Bot.Tests.Plans.Values;

public class AttackListTests
{
    [Theory]
    [InlineData("fgsm", "fgsm")]
    [InlineData("pgd", "pgd-20")]
    [InlineData("PGD-7, apgd-ce", "pgd-7 apgd-ce-100")]
    [InlineData("square,rays-50", "square-5000 rays-50")]
    [InlineData("apgd-cw-3,apgd-dlr-4", "apgd-cw-3 apgd-dlr-4")]
    [InlineData("transfer-autoattack,fab-t-x3", "transfer-autoattack fab-t-100-x3")]
    [InlineData("figure-7c,autoattack-rand", "fgsm apgd-ce-5 apgd-ce-10 apgd-ce-20 apgd-ce-50 apgd-ce-100 autoattack-rand")]
    public void Attacks_are_named_with_their_steps(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', AttackList.Expanded(AttackList.Parse(text)).Select(attack => attack.Name)));

    [Fact]
    public void Names_are_kept_as_they_were_written() =>
        Assert.Equal("PGD,iw-wc", AttackList.Notation.Text(AttackList.Parse("PGD, iw-wc")));

    [Theory]
    [InlineData("fgsm,FGSM", "'fgsm' is named twice")]
    [InlineData("autoattack,iw-wc", "'autoattack' is named twice")]
    public void An_attack_is_named_once_presets_included(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<ValueException>(() => AttackList.Parse(text)).Problem);

    [Fact]
    public void No_text_makes_a_reader_fail_in_another_way() => Gen.String.Sample(text =>
    {
        foreach (var read in new Action<string>[] { t => AttackList.Parse(t), t => NeuronsKept.Notation.Parse(t), t => SampleCount.Notation.Parse(t) })
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
