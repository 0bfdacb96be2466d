using System.Text;
using CsCheck;
using IgMlNet.IO;
using IgMlNet.Publishing.Leaderboards;
using IgMlNet.Reporting.Leaderboards;
using IgMlNet.Reporting.Results;

namespace IgMlNet.Publishing.Tests.Leaderboards;

public class MarkedDocumentTests
{
    private const string Begin = "<!-- igml:leaderboard -->";
    private const string End = "<!-- /igml:leaderboard -->";

    [Fact]
    public void What_stands_between_the_markers_is_replaced() =>
        Assert.Equal($"# A\n\n{Begin}\n\nNEW\n\n{End}\nrest", Rewritten($"# A\n\n{Begin}\nold\n\nold\n{End}\nrest"));

    [Fact]
    public void Every_byte_outside_of_the_markers_stays_as_it_is() => (
        from lineEnd in Gen.OneOf(Gen.Const("\n"), Gen.Const("\r\n"))
        from mark in Gen.OneOf(Gen.Const(""), Gen.Const("\uFEFF"))
        from before in Line.Array[0, 6]
        from old in Line.Array[0, 4]
        from after in Line.Array[0, 6]
        from last in Gen.OneOf(Gen.Const(""), Gen.Const(lineEnd))
        select (
            Before: mark + string.Concat(before.Select(line => line + lineEnd)) + lineEnd,
            Old: string.Concat(old.Select(line => line + lineEnd)),
            After: string.Concat(after.Select(line => lineEnd + line)) + last,
            LineEnd: lineEnd)).Sample(parts =>
        {
            var document = Bytes($"{parts.Before}{Begin}{parts.LineEnd}{parts.Old}{parts.LineEnd}{End}{parts.After}");
            var once = MarkedDocument.Parse(document, "x.md").With(_ => "a\nb\n");
            var expected = $"{parts.Before}{Begin}{parts.LineEnd}{parts.LineEnd}a{parts.LineEnd}b{parts.LineEnd}{parts.LineEnd}{End}{parts.After}";
            Assert.Equal(expected, Encoding.UTF8.GetString(once));
            Assert.Equal(once, MarkedDocument.Parse(once, "x.md").With(_ => "a\nb\n"));
        });

    [Fact]
    public void Every_line_end_of_a_document_with_both_kinds_stays() => Assert.Equal(
        $"a\r\n\nb\n\n{Begin}\r\n\r\nNEW\r\n\r\n{End}\nc\r\n", Rewritten($"a\r\n\nb\n\n{Begin}\r\n{End}\nc\r\n"));

    [Fact]
    public void A_byte_order_mark_before_a_marker_stays() =>
        Assert.Equal($"\uFEFF{Begin}\n\nNEW\n\n{End}", Rewritten($"\uFEFF{Begin}\n{End}"));

    [Theory]
    [InlineData("```md\n{0}\n{1}\n```")]
    [InlineData("~~~~\n{0}\n{1}\n~~~~")]
    [InlineData("text\n\n    {0}\n    {1}\n")]
    [InlineData("Write `{0}` and `{1}`.")]
    [InlineData("- item\n\n  ```\n  {0}\n  ```\n")]
    public void Markers_that_are_shown_in_code_are_none(string document)
    {
        var shown = document.Replace("{0}", Begin, StringComparison.Ordinal).Replace("{1}", End, StringComparison.Ordinal);
        Assert.Equal(0, MarkedDocument.Parse(Bytes(shown), "x.md").Places);
        Assert.Equal($"{shown}\n\n{Begin}\n\nNEW\n\n{End}\n", Rewritten($"{shown}\n\n{Begin}\n{End}\n"));
    }

    [Theory]
    [InlineData("# A\n", "has no markers", null)]
    [InlineData("a\n\n<!-- igml:leaderboard -->\n", "has no end", "line 3")]
    [InlineData("<!-- /igml:leaderboard -->\n", "never began", "line 1")]
    [InlineData("<!-- igml:leaderboard -->\n\n<!-- igml:leaderboard rows=2 -->\n\n<!-- /igml:leaderboard -->\n", "within the one that began on line 1", "line 3")]
    [InlineData("<!-- igml:leaderboard -->\n<!-- /igml:leaderboard -->\n\n<!-- /igml:leaderboard -->\n", "never began", "line 4")]
    [InlineData("<!-- igml:leaderboard -->\n<!-- /igml:leaderboard -->\n\n<!-- igml:leaderboard -->\n<!-- /igml:leaderboard -->\n", "the same tables as line 1", "line 4")]
    [InlineData("a <!-- igml:leaderboard -->\n<!-- /igml:leaderboard -->\n", "line of its own", "line 1")]
    [InlineData("<!-- igml:leaderboard --> a\n<!-- /igml:leaderboard -->\n", "line of its own", "line 1")]
    [InlineData("<!-- igml:leaderboard\n-->\n<!-- /igml:leaderboard -->\n", "line of its own", "line 1")]
    [InlineData("<!-- IGML:leaderboard -->\n<!-- /igml:leaderboard -->\n", "line of its own", "line 1")]
    [InlineData("- a\n\n  <!-- igml:leaderboard -->\n\n  <!-- /igml:leaderboard -->\n", "line of its own", "line 3")]
    [InlineData("> <!-- igml:leaderboard -->\n> <!-- /igml:leaderboard -->\n", "line of its own", "line 1")]
    [InlineData("<div>\n<!-- igml:leaderboard -->\n<!-- /igml:leaderboard -->\n</div>\n", "line of its own", "line 2")]
    [InlineData("<!-- a\n<!-- igml:leaderboard -->\n", "line of its own", "line 2")]
    [InlineData("<!-- igml:leaderboard rows=0 -->\n<!-- /igml:leaderboard -->\n", "the marker's rows", "line 1")]
    [InlineData("<!-- igml:leaderboard colour=red -->\n<!-- /igml:leaderboard -->\n", "the marker's colour: is not known", "line 1")]
    [InlineData("<!-- igml:leaderboard rows=1 rows=2 -->\n<!-- /igml:leaderboard -->\n", "two rows=", "line 1")]
    [InlineData("<!-- igml:leaderboard rows -->\n<!-- /igml:leaderboard -->\n", "'rows' is not understood", "line 1")]
    [InlineData("<!-- igml:leaderboard norm=L3 -->\n<!-- /igml:leaderboard -->\n", "the marker's norm", "line 1")]
    public void Markers_that_do_not_fit_are_refused_with_their_line(string document, string problem, string? place)
    {
        var refused = Assert.Throws<InputException>(() => Rewritten(document));
        Assert.Equal("x.md", refused.InputSource);
        Assert.Contains(problem, refused.Problem, StringComparison.Ordinal);
        Assert.Equal(place, refused.Place);
        Assert.NotNull(refused.Remedy);
    }

    [Fact]
    public void A_document_that_is_not_utf8_is_refused()
    {
        var refused = Assert.Throws<InputException>(() => MarkedDocument.Parse([.. Bytes(Begin + "\n"), 0xff, 0xfe], "x.md"));
        Assert.Contains("UTF-8", refused.Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => MarkedDocument.Parse(Encoding.Unicode.GetBytes(Begin), "x.md").With(_ => ""));
    }

    [Fact]
    public void A_document_that_is_nested_too_deeply_is_refused()
    {
        var refused = Assert.Throws<InputException>(() => Rewritten(new string('>', 100_000) + $"\n\n{Begin}\n{End}\n"));
        Assert.Contains("nested", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_marker_asks_for_a_part_of_the_leaderboard()
    {
        var asked = new List<LeaderboardFilter>();
        MarkedDocument.Parse(
            Bytes($"<!-- igml:leaderboard dataset=\"my set\" norm=l2 epsilon=8/255 rows=3 -->\n{End}\n\n   <!--igml:leaderboard-->  \n{End}\n"), "x.md").With(filter =>
            {
                asked.Add(filter);
                return "";
            });
        Assert.Equal(
            [new LeaderboardFilter { Dataset = "my set", Norm = PerturbationNorm.L2, Epsilon = 8 / 255.0, Most = 3 }, LeaderboardFilter.All], asked);
    }

    private static Gen<string> Line { get; } = Gen.OneOf(
    [
        .. ((string[])["", "# Title", "text", "| a | b |", "| --- | --- |", "> quote", "\ttab", "é ñ 漢字 🙂", "trailing  ", "<b>x</b>", "***"]).Select(Gen.Const),
        Gen.String[Gen.Char[' ', '~'], 0, 20].Where(line => !line.AsSpan().ContainsAny('<', '`') && !line.Contains("~~~", StringComparison.Ordinal)),
    ]);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Rewritten(string document) => Encoding.UTF8.GetString(MarkedDocument.Parse(Bytes(document), "x.md").With(_ => "NEW\n"));
}
