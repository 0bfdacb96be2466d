using System.Net;

namespace IgMlNet.Publishing.GitHub.Transport;

/// <summary>
/// Whether and when a request that failed is sent again: a pure function. GitHub's own rules: Retry-After where it is given, else
/// the reset of an exhausted limit, else a minute that doubles. What may have been done already is never sent twice unless
/// doing it twice is the same.
/// </summary>
internal static class RetryPolicy
{
    /// <summary>The most times that a request is sent.</summary>
    public const int MostAttempts = 5;

    /// <summary>The longest that all waiting of one command takes.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LimitPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait before the request is sent again; null where it is not.</summary>
    /// <param name="failure">What came of it.</param>
    /// <param name="attempt">How often it was sent, from 1.</param>
    /// <param name="waited">How long the command has waited so far.</param>
    /// <param name="jitter">Between 0 and 1: spreads those who failed together.</param>
    public static TimeSpan? PauseAfter(FailedRequest failure, int attempt, TimeSpan waited, double jitter)
    {
        if (attempt >= MostAttempts)
            return null;
        var doubling = 1 << (attempt - 1);
        TimeSpan? pause = failure switch
        {
            { IsRateLimit: true, RetryAfter: { } given } => given,
            { IsRateLimit: true, UntilReset: { } reset } => reset,
            { IsRateLimit: true } => LimitPause * doubling,
            { IsFault: true, IsRepeatable: true } => FaultPause * doubling * (1 + jitter),
            _ => null,
        };
        return pause is null || waited + pause > LongestWait ? null : pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }
}

/// <summary>A request that failed, as far as it matters for sending it again.</summary>
internal sealed record FailedRequest
{
    /// <summary>Whether doing it twice is the same as doing it once: all but POST.</summary>
    public required bool IsRepeatable { get; init; }

    /// <summary>Whether it was refused for coming too often: then it was not done.</summary>
    public bool IsRateLimit { get; init; }

    /// <summary>Whether the server or the network failed: it may have been done.</summary>
    public bool IsFault { get; init; }

    /// <summary>What Retry-After says; null where it is absent.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The time until the limit is reset; null where the limit is not exhausted, or not told.</summary>
    public TimeSpan? UntilReset { get; init; }

    /// <summary>What a response says.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="response">The response.</param>
    /// <param name="body">The body of a 403, which tells a limit from a missing permission; else empty.</param>
    /// <param name="now">The time.</param>
    /// <returns>The failure; null for a response that is none.</returns>
    public static FailedRequest? FromResponse(HttpMethod method, HttpResponseMessage response, string body, DateTimeOffset now)
    {
        var isRepeatable = method != HttpMethod.Post;
        if ((int)response.StatusCode >= 500)
            return new FailedRequest { IsRepeatable = isRepeatable, IsFault = true };
        if (response.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests))
            return null;
        var retryAfter = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => (TimeSpan?)null,
        };
        var untilReset = Number(response, "x-ratelimit-remaining") == 0 && Number(response, "x-ratelimit-reset") is { } reset
            ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(reset, 0, uint.MaxValue)) - now
            : (TimeSpan?)null;
        return new FailedRequest
        {
            IsRepeatable = isRepeatable,
            IsRateLimit = response.StatusCode == HttpStatusCode.TooManyRequests || retryAfter is not null || untilReset is not null
                || body.Contains("rate limit", StringComparison.OrdinalIgnoreCase),
            RetryAfter = retryAfter,
            UntilReset = untilReset,
        };
    }

    private static long? Number(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out var values)
            && long.TryParse(values.First(), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
