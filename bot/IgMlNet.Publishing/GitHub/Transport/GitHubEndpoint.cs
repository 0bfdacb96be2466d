using IgMlNet.IO;

namespace IgMlNet.Publishing.GitHub.Transport;

/// <summary>A GitHub server: where its API answers, and where its pages are.</summary>
internal sealed record GitHubEndpoint
{
    private const string ApiVariable = "GITHUB_API_URL";
    private const string ServerVariable = "GITHUB_SERVER_URL";

    private GitHubEndpoint(Uri api, Uri server) => (Api, Server) = (api, server);

    /// <summary>The API's address, which ends in a slash: <c>https://api.github.com/</c>, <c>https://host/api/v3/</c>.</summary>
    public Uri Api { get; }

    /// <summary>The pages' address, which ends in a slash: <c>https://github.com/</c>.</summary>
    public Uri Server { get; }

    /// <summary>The server that GITHUB_API_URL and GITHUB_SERVER_URL name; github.com where they do not.</summary>
    /// <exception cref="InputException">One is no address of a server, or is not encrypted and of another machine.</exception>
    public static GitHubEndpoint FromEnvironment(Func<string, string?> variable) => new(
        Address(ApiVariable, variable(ApiVariable), "https://api.github.com"),
        Address(ServerVariable, variable(ServerVariable), "https://github.com"));

    /// <summary>Whether an address is one of the API: then the token may go there.</summary>
    public bool IsOfApi(Uri address) =>
        address.IsAbsoluteUri
        && Uri.Compare(address, Api, UriComponents.SchemeAndServer | UriComponents.UserInfo, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0
        && address.AbsolutePath.StartsWith(Api.AbsolutePath, StringComparison.Ordinal);

    /// <summary>The page of something of a repository, e.g. <c>actions/runs/12</c>.</summary>
    public Uri Page(RepositoryName repository, string path) => new(Server, $"{repository}/{path}");

    private static Uri Address(string variable, string? given, string usual)
    {
        var text = string.IsNullOrEmpty(given) ? usual : given;
        return Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            && address is { UserInfo: "", Query: "", Fragment: "" }
            ? address
            : throw new InputException(
                variable, $"'{text}' is no address of a GitHub server", "Give one that begins with https://, e.g. https://api.github.com");
    }
}
