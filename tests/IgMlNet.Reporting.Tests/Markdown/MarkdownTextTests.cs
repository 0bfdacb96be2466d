using CsCheck;
using IgMlNet.Reporting.Markdown;

namespace IgMlNet.Reporting.Tests.Markdown;

public class MarkdownTextTests
{
    /// <summary>Checked with GitHub's published renderer, cmark-gfm, in tables, lists and paragraphs.</summary>
    [Theory]
    [InlineData("PGD-20", "PGD-20")]
    [InlineData("IG-Defense, k = 50 (σ = 0.05)", "IG-Defense, k = 50 (σ = 0.05)")]
    [InlineData("a|b", "a\\|b")]
    [InlineData("a\\|b", "a\\\\\\|b")]
    [InlineData("back`tick", "back\\`tick")]
    [InlineData("**bold** _x_ ~~y~~", "\\*\\*bold\\*\\* \\_x\\_ \\~\\~y\\~\\~")]
    [InlineData("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>")]
    [InlineData("&lt;img&gt;", "\\&lt;img\\&gt;")]
    [InlineData("[text](target)", "\\[text\\](target)")]
    [InlineData("![x](y)", "!\\[x\\](y)")]
    [InlineData("line\nbreak\r\n", "line break")]
    [InlineData("    indented", "indented")]
    [InlineData("- item", "\\- item")]
    [InlineData("+ item", "\\+ item")]
    [InlineData("1. item", "1\\. item")]
    [InlineData("12) item", "12\\) item")]
    [InlineData("0.5", "0.5")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("1.", "1\\.")]
    [InlineData("---", "\\---")]
    [InlineData("===", "\\===")]
    [InlineData("@octocat", "`@octocat`")]
    [InlineData("mail@example.org", "`mail@example.org`")]
    [InlineData("fixes #12", "`fixes #12`")]
    [InlineData("see GH-12", "`see GH-12`")]
    [InlineData("https://example.org/|x", "`https://example.org/\\|x`")]
    [InlineData("WWW.example.org", "`WWW.example.org`")]
    [InlineData(":tada:", "`:tada:`")]
    [InlineData("cost $x$", "`cost $x$`")]
    [InlineData("note: fine", "note: fine")]
    [InlineData("`@a``b", "``` `@a``b ```")]
    [InlineData("right\u202eleft", "right\ufffdleft")]
    [InlineData("zero\u200bwidth", "zero\ufffdwidth")]
    [InlineData("bell\u0007", "bell")]
    [InlineData("", "")]
    public void A_text_shows_as_it_is(string text, string expected) =>
        Assert.Equal(expected, MarkdownText.Plain(text).ToString());

    [Theory]
    [InlineData("a|b", "`a\\|b`")]
    [InlineData("`", "`` ` ``")]
    [InlineData("x\ny", "`x y`")]
    [InlineData("", "")]
    public void A_text_in_code_type_shows_as_it_is(string text, string expected) =>
        Assert.Equal(expected, MarkdownText.Code(text).ToString());

    [Fact]
    public void Literal_parts_are_Markdown_and_holes_are_not()
    {
        var name = "**x**";
        MarkdownText inner = $"_{name}_";
        MarkdownText text = $"**{name}** {inner} {12L}";
        Assert.Equal("**\\*\\*x\\*\\*** _\\*\\*x\\*\\*_ 12", text.ToString());
    }

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() =>
        Assert.Equal("half\ufffd", MarkdownText.Plain("half" + (char)0xd800).ToString());

    [Fact]
    public void A_finished_text_cannot_be_changed() =>
        Assert.Throws<InvalidOperationException>(static () => MarkdownText.Empty.AppendLiteral("x"));

    [Fact]
    public void No_text_breaks_a_line_or_a_cell() => SampleReports.Text.Sample(static text =>
    {
        foreach (var markdown in new[] { MarkdownText.Plain(text).ToString(), MarkdownText.Code(text).ToString() })
        {
            Assert.DoesNotContain('\n', markdown);
            Assert.DoesNotContain('\r', markdown);
            for (var bar = markdown.IndexOf('|', StringComparison.Ordinal); bar >= 0;
                bar = markdown.IndexOf('|', bar + 1))
                Assert.Equal('\\', markdown[bar - 1]);
        }
    });
}
