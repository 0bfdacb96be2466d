using IgMlNet.Reporting.Markdown;

namespace IgMlNet.Reporting.Tests.Markdown;

public class MarkdownWriterTests
{
    [Fact]
    public void Blocks_are_one_blank_line_apart()
    {
        var writer = new MarkdownWriter();
        writer.Heading(2, $"Title");
        writer.Paragraph($"Text.");
        writer.Bullets([]);
        writer.Bullets([$"one", $"two"]);
        writer.Table(
            [new MarkdownColumn($"a"), new MarkdownColumn($"b", ColumnAlignment.Right)],
            [[MarkdownText.Plain("1|2"), MarkdownText.Plain("3")]]);
        writer.Image($"what", "a b/(c).svg");
        writer.CodeBlock("run\n  more", "sh");
        Assert.Equal(
            "## Title\n\nText.\n\n- one\n- two\n\n| a | b |\n| --- | ---: |\n| 1\\|2 | 3 |\n\n"
            + "![what](<a%20b/%28c%29.svg>)\n\n```sh\nrun\n  more\n```\n",
            writer.ToString());
    }

    [Fact]
    public void Code_cannot_end_its_block()
    {
        var writer = new MarkdownWriter();
        writer.CodeBlock("a\n````\r\nb\u001b[2J\u2028c");
        Assert.Equal("`````\na\n````\nb [2J\nc\n`````\n", writer.ToString());
    }

    [Fact]
    public void A_table_is_rectangular() => Assert.Throws<ArgumentException>(static () =>
        new MarkdownWriter().Table([new MarkdownColumn($"a")], [[MarkdownText.Empty, MarkdownText.Empty]]));
}
