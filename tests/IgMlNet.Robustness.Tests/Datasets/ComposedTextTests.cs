using IgMlNet.Robustness.Datasets;

namespace IgMlNet.Robustness.Tests.Datasets;

public sealed class ComposedTextTests
{
    [Theory]
    [InlineData("cafe\u0301", "caf\u00e9")]
    [InlineData("caf\u00e9", "caf\u00e9")]
    [InlineData("Vie\u0323\u0302t", "Vi\u1ec7t")]
    [InlineData("\u110b\u1175\u110c\u1175\u11ab", "\uc774\uc9c4")]
    [InlineData("\u304b\u3099", "\u304c")]
    [InlineData("x\u0301", "x\u0301")]
    [InlineData("\u0301", "\u0301")]
    [InlineData("plain 😀", "plain 😀")]
    [InlineData("", "")]
    public void Letters_and_their_marks_become_one_character(string text, string composed) =>
        Assert.Equal(composed, ComposedText.Of(text));
}
