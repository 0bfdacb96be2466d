using System.Net;
using Octokit;

namespace IgMlNet.Publishing.GitHub;

/// <summary>Tells from GitHub's answer why it did not do something; Octokit knows a type for some of the reasons only.</summary>
internal static class GitHubFault
{
    /// <summary>The reason.</summary>
    /// <param name="what">What was asked for or to be changed.</param>
    /// <param name="exception">What Octokit made of the answer.</param>
    public static GitHubException Explain(string what, ApiException exception)
    {
        var message = Visible.FirstLine(exception.ApiError?.Message ?? exception.Message).TrimEnd('.');
        var details = string.Join(' ', exception.ApiError?.Errors?.Select(static error => error?.Message) ?? []);
        var problem = exception.StatusCode switch
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
        return new GitHubException(problem, $"{what}: GitHub answers {(int)exception.StatusCode} ({message})", exception);

        bool Says(string words) =>
            message.Contains(words, StringComparison.OrdinalIgnoreCase) || details.Contains(words, StringComparison.OrdinalIgnoreCase);
    }
}
