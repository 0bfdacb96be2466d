using IgMlNet.CommandLine.Terminal;

namespace IgMlNet.CommandLine.Tests.Terminal;

public class VisibleTests
{
    [Theory]
    [InlineData("plain: text", "plain: text")]
    [InlineData("::stop-commands::x", ": :stop-commands: :x")]
    [InlineData("a :::b", "a : : :b")]
    [InlineData("##[error]x", "# #[error]x")]
    [InlineData("###[error]x", "## #[error]x")]
    [InlineData("two\nlines\r\u001b[2J", "two?lines??[2J")]
    [InlineData("right\u202eleft\u200b", "right\ufffdleft\ufffd")]
    [InlineData("separated\u2028line", "separated?line")]
    public void A_text_does_nothing_to_a_terminal_or_a_runner(string text, string expected) => Assert.Equal(expected, Visible.Text(text));

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() => Assert.Equal("half\ufffd", Visible.Text("half" + (char)0xd800));

    [Fact]
    public void Only_the_first_line_of_a_message_is_shown() => Assert.Equal("one", Visible.FirstLine("  one\r\ntwo"));
}
