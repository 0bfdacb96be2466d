using System.Net.Http.Headers;
using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Api;
using IgMlNet.Publishing.GitHub.Transport;

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

    /// <summary>How long an answer may take, and its body once more.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(60);

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
        HttpMessageHandler handler = new RetryingHandler(new PinnedHostHandler(Endpoint, Sender()), Time, cancellationToken) { AnswerTime = AnswerTime };
        if (DryRun is not null)
            handler = new DryRunHandler(Endpoint, DryRun, handler);

        // Waiting for a limit to pass may take longer than any answer.
        var http = new HttpClient(handler) { BaseAddress = Endpoint.Api, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("igml", ProgramVersion.Number));
        http.DefaultRequestHeaders.Authorization = Token?.Header();
        return new GitHubRepository(Repository, new GitHubApi(http, AnswerTime, cancellationToken)) { IsDryRun = DryRun is not null };
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
