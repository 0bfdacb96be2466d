using System.Net;
using System.Text.Json;

namespace IgMlNet.Publishing.GitHub;

/// <summary>Finds in GitHub's answer why it did not do something.</summary>
internal static class GitHubFault
{
    private const int DeepestError = 16;

    /// <summary>The reason.</summary>
    /// <param name="what">What was asked for or to be changed.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="body">The body of the answer: usually JSON with a message, and with more messages where it is about several things.</param>
    public static GitHubException Explain(string what, HttpStatusCode status, ReadOnlyMemory<byte> body)
    {
        var (message, details) = MessagesOf(body);
        var problem = status switch
        {
            HttpStatusCode.Unauthorized => GitHubProblem.Unauthorized,
            HttpStatusCode.TooManyRequests => GitHubProblem.RateLimited,
            HttpStatusCode.Forbidden when Says("rate limit") => GitHubProblem.RateLimited,
            HttpStatusCode.Forbidden when Says("locked") => GitHubProblem.Locked,
            HttpStatusCode.Forbidden => GitHubProblem.NotPermitted,
            HttpStatusCode.NotFound => GitHubProblem.NotFound,
            HttpStatusCode.Gone => GitHubProblem.Gone,
            HttpStatusCode.UnprocessableEntity when Says("too long") => GitHubProblem.TooLong,
            HttpStatusCode.UnprocessableEntity => GitHubProblem.Unprocessable,
            _ => GitHubProblem.Fault,
        };
        var reason = Visible.FirstLine(message).TrimEnd('.');
        return new GitHubException(problem, $"{what}: GitHub answers {(int)status}{(reason.Length > 0 ? $" ({reason})" : "")}");

        bool Says(string words) =>
            message.Contains(words, StringComparison.OrdinalIgnoreCase) || details.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The message of an answer, and those about single things; nothing where it is not JSON as GitHub writes it.</summary>
    private static (string Message, string Details) MessagesOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = DeepestError });
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return ("", "");
            var errors = root.TryGetProperty("errors", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Select(TextOf)
                : [];
            return (TextOf(root), string.Join(' ', errors));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return ("", "");
        }
    }

    private static string TextOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.Object when element.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String => message.GetString()!,
        _ => "",
    };
}
