using System.Net;
using System.Net.Http.Headers;
using IgMlNet.Publishing.GitHub.Intake;

namespace IgMlNet.Publishing.GitHub.Transport;

/// <summary>
/// Lets requests go to one API and nowhere else, whatever a response's links say, in the form that GitHub documents. The one thing
/// that lies elsewhere, an artifact's archive, is fetched without the token. No response is longer than its limit.
/// </summary>
internal sealed class PinnedHostHandler : DelegatingHandler
{
    /// <summary>The largest response of the API in bytes: a hundred of the longest comments take less.</summary>
    private const long LargestResponse = 64L << 20;

    private readonly GitHubEndpoint _endpoint;

    /// <summary>Pins requests to a server.</summary>
    /// <param name="endpoint">The server.</param>
    /// <param name="inner">What sends them; it must not follow redirections by itself.</param>
    public PinnedHostHandler(GitHubEndpoint endpoint, HttpMessageHandler inner)
        : base(inner) => _endpoint = endpoint;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!_endpoint.IsOfApi(request.RequestUri!))
            throw new GitHubException(GitHubProblem.Elsewhere, $"a request to {request.RequestUri!.Host} was not sent: it is not {_endpoint.Api.Host}");
        Normalize(request);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.Found && IsArchive(request))
        {
            var target = response.Headers.Location;
            response.Dispose();
            return await Fetch(request, target, cancellationToken).ConfigureAwait(false);
        }

        return Limited(response);
    }

    private static bool IsRaw(HttpRequestMessage request) =>
        request.Headers.Accept.Any(static accept => accept.MediaType?.Contains("raw", StringComparison.Ordinal) == true);

    private static bool IsArchive(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get
        && request.RequestUri!.AbsolutePath.Contains("/actions/artifacts/", StringComparison.Ordinal)
        && request.RequestUri.AbsolutePath.EndsWith("/zip", StringComparison.Ordinal);

    /// <summary>The form that GitHub documents: of answers, of this version of the API, and of JSON.</summary>
    private static void Normalize(HttpRequestMessage request)
    {
        if (!IsRaw(request))
        {
            request.Headers.Accept.Clear();
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
        }

        request.Headers.Remove("X-GitHub-Api-Version");
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        if (request.Content is { } content)
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
    }

    private async Task<HttpResponseMessage> Fetch(HttpRequestMessage request, Uri? target, CancellationToken cancellationToken)
    {
        if (target is not { IsAbsoluteUri: true }
            || !(target.Scheme == Uri.UriSchemeHttps || (target.IsLoopback && _endpoint.Api.IsLoopback)))
            throw new GitHubException(GitHubProblem.Elsewhere, "an artifact's archive lies at no encrypted address");
        using var fetch = new HttpRequestMessage(HttpMethod.Get, target);
        fetch.Headers.UserAgent.ParseAdd(string.Join(' ', request.Headers.UserAgent));
        return await base.SendAsync(fetch, cancellationToken).ConfigureAwait(false);
    }

    private static HttpResponseMessage Limited(HttpResponseMessage response)
    {
        if (response.Content is not { } content)
            return response;
        var limited = new StreamContent(new LimitedStream(content.ReadAsStream(), LargestResponse, "a response of GitHub"));
        foreach (var (name, values) in content.Headers)
            limited.Headers.TryAddWithoutValidation(name, values);
        response.Content = limited;
        return response;
    }
}
