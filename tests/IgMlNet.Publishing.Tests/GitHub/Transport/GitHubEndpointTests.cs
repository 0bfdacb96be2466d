using IgMlNet.IO;
using IgMlNet.Publishing.GitHub;
using IgMlNet.Publishing.GitHub.Transport;

namespace IgMlNet.Publishing.Tests.GitHub.Transport;

public class GitHubEndpointTests
{
    [Theory]
    [InlineData(null, "https://api.github.com/")]
    [InlineData("", "https://api.github.com/")]
    [InlineData("https://api.github.com", "https://api.github.com/")]
    [InlineData("https://api.github.com/", "https://api.github.com/")]
    [InlineData("https://ghes.example/api/v3", "https://ghes.example/api/v3/")]
    [InlineData("https://ghes.example/api/v3/", "https://ghes.example/api/v3/")]
    [InlineData("https://api.octo.ghe.com", "https://api.octo.ghe.com/")]
    [InlineData("http://127.0.0.1:4010", "http://127.0.0.1:4010/")]
    public void The_address_is_taken_as_it_is(string? variable, string expected) => Assert.Equal(expected, Of(variable).Api.AbsoluteUri);

    [Theory]
    [InlineData("http://ghes.example/api/v3")]
    [InlineData("ftp://api.github.com")]
    [InlineData("https://user:word@api.github.com")]
    [InlineData("https://api.github.com/?x=1")]
    [InlineData("api.github.com")]
    public void An_address_that_is_none_or_not_encrypted_is_refused(string variable) =>
        Assert.Throws<InputException>(() => Of(variable));

    [Theory]
    [InlineData("https://ghes.example/api/v3/repos/o/r", true)]
    [InlineData("https://ghes.example/repos/o/r", false)]
    [InlineData("https://ghes.example:444/api/v3/repos", false)]
    [InlineData("http://ghes.example/api/v3/repos", false)]
    [InlineData("https://ghes.example.evil.test/api/v3/repos", false)]
    [InlineData("https://ghes.example@evil.test/api/v3/repos", false)]
    [InlineData("https://evil.test/api/v3/repos", false)]
    public void Only_the_api_s_own_addresses_are_its_own(string address, bool expected) =>
        Assert.Equal(expected, Of("https://ghes.example/api/v3").IsOfApi(new Uri(address)));

    [Theory]
    [InlineData("owner/name", true)]
    [InlineData("o-1/a.b_c-d", true)]
    [InlineData("owner", false)]
    [InlineData("owner/name/more", false)]
    [InlineData("owner/..", false)]
    [InlineData("../../user", false)]
    [InlineData("o/r?x=1", false)]
    [InlineData("o/r\n", false)]
    [InlineData("o/%2e%2e", false)]
    public void Names_of_repositories_cannot_leave_their_place_in_an_address(string text, bool isName)
    {
        if (isName)
            Assert.Equal(text, RepositoryName.Parse(text, "test").ToString());
        else
            Assert.Throws<InputException>(() => RepositoryName.Parse(text, "test"));
    }

    [Fact]
    public void A_token_shows_as_stars_and_a_thing_that_is_none_is_refused_unseen()
    {
        Assert.Equal("***", $"{GitHubToken.FromEnvironment(static _ => "ghs_secret")}");
        Assert.Null(GitHubToken.FromEnvironment(static _ => ""));
        var e = Assert.Throws<InputException>(() => GitHubToken.FromEnvironment(static _ => "secret with\nline"));
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
    }

    private static GitHubEndpoint Of(string? api) => GitHubEndpoint.FromEnvironment(name => name == "GITHUB_API_URL" ? api : null);
}
