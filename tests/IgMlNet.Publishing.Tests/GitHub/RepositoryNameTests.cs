using IgMlNet.IO;
using IgMlNet.Publishing.GitHub;

namespace IgMlNet.Publishing.Tests.GitHub;

public class RepositoryNameTests
{
    [Theory]
    [InlineData("octo/demo")]
    [InlineData("alice_acme/demo")]
    [InlineData("o-1/a.b_c-d")]
    public void Owners_and_names_that_GitHub_has_are_read(string text) => Assert.Equal(text, RepositoryName.Parse(text, "--repo").ToString());

    [Theory]
    [InlineData("")]
    [InlineData("octo")]
    [InlineData("octo/..")]
    [InlineData("octo/a/b")]
    [InlineData("../octo/demo")]
    [InlineData("-o/demo")]
    [InlineData("o o/demo")]
    public void Anything_else_is_refused(string text) => Assert.Throws<InputException>(() => RepositoryName.Parse(text, "--repo"));
}
