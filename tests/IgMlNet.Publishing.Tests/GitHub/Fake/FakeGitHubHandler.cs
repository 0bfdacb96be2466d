using System.Net;
using System.Net.Http.Headers;

namespace IgMlNet.Publishing.Tests.GitHub.Fake;

/// <summary>Reaches a fake without a network; each request and each answer takes a while of its own.</summary>
/// <param name="fake">The fake.</param>
/// <param name="random">How long they take; null for no time at all.</param>
internal sealed class FakeGitHubHandler(FakeGitHub fake, Random? random = null) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        await Wait(cancellationToken);
        var answer = fake.Answer(new FakeRequest(
            request.Method.Method, request.RequestUri!, request.Headers.Authorization?.ToString(), string.Join(", ", request.Headers.Accept),
            request.Content?.Headers.ContentType?.MediaType, request.Headers.TryGetValues("X-GitHub-Api-Version", out var versions) ? versions.First() : null,
            body));
        await Wait(cancellationToken);
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { RequestMessage = request, Content = new ByteArrayContent(answer.Body) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in answer.Headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    private Task Wait(CancellationToken cancellationToken) =>
        random is null ? Task.CompletedTask : Task.Delay(random.Next(1, 8), cancellationToken);
}
