using CsCheck;
using IgMlNet.IO;
using IgMlNet.Publishing.Workflows;
using IgMlNet.Publishing.Workflows.Reach;

namespace IgMlNet.Publishing.Tests.Workflows;

public class WorkflowYamlTests
{
    [Theory]
    [InlineData("a: 1\nb: 2\na: 3\n", "line 3")]
    [InlineData("a: [1, 2\n", "line 2")]
    [InlineData("a: 1\n---\nb: 2\n", "line 2")]
    [InlineData("a: &x\n  b: *x\n", "line 2")]
    [InlineData("a: *x\n", "line 1")]
    [InlineData("a: 'x\n", null)]
    [InlineData("a: \"\\q\"\n", "line 1")]
    [InlineData("- a\n- b\n", null)]
    [InlineData("text", null)]
    [InlineData("", null)]
    public void What_is_not_one_sound_mapping_is_refused(string text, string? place)
    {
        var refused = Assert.Throws<InputException>(() => WorkflowYaml.Parse(text, "x.yml"));
        Assert.Equal("x.yml", refused.InputSource);
        if (place is not null)
            Assert.StartsWith(place, refused.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_that_stand_for_billions_are_refused_before_they_are_followed()
    {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 9).Select(i =>
            $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        var refused = Assert.Throws<InputException>(() => WorkflowYaml.Parse(bomb, "x.yml"));
        Assert.Contains("more than 50000 nodes", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("line 5", refused.Place, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Deep_nesting_is_refused_before_it_takes_the_stack(string opening)
    {
        var refused = Assert.Throws<InputException>(() => WorkflowYaml.Parse("a:\n  " + string.Concat(Enumerable.Repeat(opening, 100_000)), "x.yml"));
        Assert.Contains("nested deeper", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_are_followed_where_they_are_harmless()
    {
        var root = WorkflowYaml.Parse("a: &x {b: 1}\nc: *x\n", "x.yml");
        Assert.Equal("1", root.At("c").At("b").Text());
    }

    [Fact]
    public void Any_text_is_read_or_refused_and_never_fails_otherwise() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.OneOf(Gen.Char[" \n\t-?:,[]{}#&*!|>'\"%@`ab"]), 0, 60]).Sample(text =>
        {
            try
            {
                _ = WorkflowLint.Check(new WorkflowSet([WorkflowFile.Parse("jobs: {}\n" + text, "x.yml")]), RunnerOwner.Organization);
            }
            catch (InputException)
            {
            }
        });
}
