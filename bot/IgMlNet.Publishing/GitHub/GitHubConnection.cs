using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Transport;
using Octokit;
using Octokit.Internal;

namespace IgMlNet.Publishing.GitHub;

/// <summary>How a command reaches a repository: the server, the token, and what its requests go through.</summary>
internal sealed record GitHubConnection
{
    /// <summary>The server.</summary>
    public required GitHubEndpoint Endpoint { get; init; }

    /// <summary>The repository.</summary>
    public required RepositoryName Repository { get; init; }

    /// <summary>The token; null for requests that need none.</summary>
    public required GitHubToken? Token { get; init; }

    /// <summary>Shows what would be written in place of writing it; null where it is written.</summary>
    public Action<string>? DryRun { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes what sends requests; it must not follow redirections by itself.</summary>
    public Func<HttpMessageHandler> Sender { get; init; } = static () => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(20),
    };

    /// <summary>The repository, for requests until the token is cancelled.</summary>
    public GitHubRepository Open(CancellationToken cancellationToken)
    {
        var http = new HttpClientAdapter(() =>
        {
            HttpMessageHandler handler = new RetryingHandler(new PinnedHostHandler(Endpoint, Sender()), Time, cancellationToken);
            return DryRun is null ? handler : new DryRunHandler(Endpoint, DryRun, handler);
        });
        var credentials = new InMemoryCredentialStore(Token?.Credentials() ?? Credentials.Anonymous);
        var connection = new Connection(new ProductHeaderValue("igml", ProgramVersion.Number), Endpoint.Api, credentials, http, new SimpleJsonSerializer());
        return new GitHubRepository(Repository, new GitHubClient(connection), cancellationToken) { IsDryRun = DryRun is not null };
    }

    /// <summary>The connection that the environment of a workflow's step describes.</summary>
    /// <exception cref="InputException">It does not, or not fully.</exception>
    public static GitHubConnection FromEnvironment(Func<string, string?> variable, string? repository)
    {
        const string repositoryVariable = "GITHUB_REPOSITORY";
        var name = repository ?? variable(repositoryVariable)
            ?? throw new InputException("--repo", "no repository is named", $"Give --repo owner/name, or set {repositoryVariable}");
        return new GitHubConnection
        {
            Endpoint = GitHubEndpoint.FromEnvironment(variable),
            Repository = RepositoryName.Parse(name, repository is null ? repositoryVariable : "--repo"),
            Token = GitHubToken.FromEnvironment(variable),
        };
    }
}
