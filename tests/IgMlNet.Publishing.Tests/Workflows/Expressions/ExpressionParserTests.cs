using CsCheck;
using IgMlNet.Publishing.Workflows.Expressions;

namespace IgMlNet.Publishing.Tests.Workflows.Expressions;

public class ExpressionParserTests
{
    [Theory]
    [InlineData("github.event.pull_request.title", "github.event.pull_request.title")]
    [InlineData("github['event']['pull_request'].title", "github.event.pull_request.title")]
    [InlineData("GITHUB.Event . Number", "github.event.number")]
    [InlineData("github.event.pull_request.labels.*.name", "github.event.pull_request.labels.*.name")]
    [InlineData("github[inputs.which]", "inputs.which github.*")]
    [InlineData("fromJSON(needs.a.outputs.b).c", "needs.a.outputs.b *.c")]
    [InlineData("a.b == 'x' && !(c.d || e.f)", "a.b c.d e.f")]
    [InlineData("format('it''s }} {0}', a.b)", "a.b")]
    [InlineData("matrix.ta-rget", "matrix.ta-rget")]
    [InlineData("a.b ==", "a.b")]
    [InlineData("'open a.b", "a.b")]
    [InlineData("null || true || 1.5e3 || -1 || 0x1F", "")]
    public void References_are_found_whatever_their_spelling(string text, string paths) =>
        Assert.Equal(paths, string.Join(' ', ExpressionParser.Parse(text).References.Select(static reference => reference.Path)));

    [Theory]
    [InlineData("a.b && c.d || e.f", "c.d e.f")]
    [InlineData("a.b == c.d", "")]
    [InlineData("!a.b", "")]
    [InlineData("contains(a.b, 'x') && 'y' || c.d", "c.d")]
    [InlineData("format('{0}', a.b)", "a.b")]
    [InlineData("toJSON(github)", "github")]
    public void What_is_only_compared_does_not_become_text(string text, string paths) =>
        Assert.Equal(paths, string.Join(' ', ExpressionParser.Parse(text).Yields.Select(static reference => reference.Path)));

    [Theory]
    [InlineData("a ${{ b.c }} d ${{e.f}}", "b.c|e.f")]
    [InlineData("${{ format('{0}}}', x.y) }} z", "format('{0}}}', x.y)")]
    [InlineData("${{ 'it''s }}' }}", "'it''s }}'")]
    [InlineData("${{ x.y", "x.y")]
    [InlineData("$ {{ x }} ${ { y } }", "")]
    public void Braces_within_quotes_do_not_end_an_expression(string text, string sources) =>
        Assert.Equal(sources, string.Join('|', EmbeddedExpression.In(text).Select(static embedded => embedded.Source)));

    [Fact]
    public void Precedence_is_that_of_GitHub()
    {
        var or = Assert.IsType<BinaryExpression>(ExpressionParser.Parse("a || b && c == d"));
        Assert.Equal("||", or.Operator);
        var and = Assert.IsType<BinaryExpression>(or.Right);
        Assert.Equal("&&", and.Operator);
        Assert.Equal("==", Assert.IsType<BinaryExpression>(and.Right).Operator);
    }

    [Fact]
    public void Any_text_is_read_in_reasonable_depth()
    {
        Gen.String[Gen.OneOf(Gen.Char["ab.['](),!=&|<>*{}$ 1"]), 0, 200].Sample(static text => _ = ExpressionParser.Parse(text).Yields.Count());
        foreach (var deep in new[] { new string('(', 100_000), new string('!', 100_000), string.Concat(Enumerable.Repeat("a[", 100_000)), string.Concat(Enumerable.Repeat("a||", 100_000)) })
            Assert.IsType<UnreadableExpression>(ExpressionParser.Parse(deep));
    }
}
