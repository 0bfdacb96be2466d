using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IgMlNet.Publishing.GitHub.Transport;

/// <summary>Lets reading through and shows writing in place of sending it.</summary>
/// <param name="endpoint">The server, whose address is left out of what is shown.</param>
/// <param name="show">Takes the lines.</param>
/// <param name="inner">What sends requests that only read.</param>
internal sealed class DryRunHandler(GitHubEndpoint endpoint, Action<string> show, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Get)
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        show($"would {request.Method} /{endpoint.Api.MakeRelativeUri(request.RequestUri!)}");
        var body = request.Content is null ? null
            : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)) as JsonObject;
        foreach (var (name, value) in body ?? [])
            Show(name, value);

        // The number 0 is no one's: what is asked about it later is not sent either.
        var answer = new JsonObject { ["id"] = 0, ["body"] = body?["body"]?.DeepClone(), ["name"] = body?["name"]?.DeepClone() };
        return new HttpResponseMessage(request.Method == HttpMethod.Post ? HttpStatusCode.Created : HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json"),
        };
    }

    private void Show(string name, JsonNode? value)
    {
        var text = value is JsonValue scalar && scalar.TryGetValue<string>(out var word) ? word : value?.ToJsonString(Indented) ?? "null";
        var lines = text.Split('\n');
        if (lines.Length == 1)
        {
            show($"  {name}: {text}");
            return;
        }

        show($"  {name}:");
        foreach (var line in lines)
            show($"    {line}");
    }
}
