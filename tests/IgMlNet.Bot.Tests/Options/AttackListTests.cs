using CsCheck;
using IgMlNet.Bot.Options;
using IgMlNet.IO;

namespace IgMlNet.Bot.Tests.Options;

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
        Assert.Equal(expected, string.Join(' ', AttackList.Parse(text).Select(attack => attack.Id)));

    [Fact]
    public void No_text_makes_a_reader_fail_in_another_way() => Gen.String.Sample(text =>
    {
        foreach (var read in new Action<string>[] { t => AttackList.Parse(t), t => NeuronsKept.Parse(t) })
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
}
