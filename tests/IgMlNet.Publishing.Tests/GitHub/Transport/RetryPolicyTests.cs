using System.Net;
using IgMlNet.Publishing.GitHub.Transport;

namespace IgMlNet.Publishing.Tests.GitHub.Transport;

public class RetryPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("GET", 500, "", 1, 1.5)]
    [InlineData("PATCH", 502, "", 2, 3.0)]
    [InlineData("DELETE", 503, "", 4, 12.0)]
    [InlineData("GET", 503, "", 5, null)]
    [InlineData("POST", 502, "", 1, null)]
    [InlineData("POST", 429, "Retry-After: 7", 1, 7.0)]
    [InlineData("GET", 403, "Retry-After: 7", 1, 7.0)]
    [InlineData("GET", 403, "secondary rate limit", 1, 60.0)]
    [InlineData("GET", 429, "", 2, 120.0)]
    [InlineData("GET", 429, "", 3, 240.0)]
    [InlineData("GET", 429, "Retry-After: 400", 1, null)]
    [InlineData("GET", 429, "Retry-After: 299", 1, 299.0)]
    public void A_request_is_sent_again_when_GitHub_allows_it(string method, int status, string what, int attempt, double? seconds) =>
        Assert.Equal(seconds, Pause(method, status, what, attempt, TimeSpan.Zero));

    [Theory]
    [InlineData("GET", 403, "Resource not accessible by integration")]
    [InlineData("GET", 200, "")]
    [InlineData("GET", 404, "")]
    [InlineData("PATCH", 422, "")]
    [InlineData("GET", 401, "")]
    public void What_will_not_change_is_not_asked_again(string method, int status, string what) =>
        Assert.Null(Pause(method, status, what, 1, TimeSpan.Zero));

    [Fact]
    public void An_exhausted_limit_is_waited_for_until_its_reset_but_not_for_ever()
    {
        Assert.Equal(90, Reset(90));
        Assert.Null(Reset(3000));
    }

    [Fact]
    public void All_waiting_of_a_command_is_bounded()
    {
        Assert.Equal(60, Pause("GET", 429, "", 1, TimeSpan.FromMinutes(4)));
        Assert.Null(Pause("GET", 429, "", 1, TimeSpan.FromMinutes(4.1)));
    }

    private static double? Reset(int seconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.Forbidden);
        response.Headers.Add("x-ratelimit-remaining", "0");
        response.Headers.Add("x-ratelimit-reset", $"{Now.AddSeconds(seconds).ToUnixTimeSeconds()}");
        return RetryPolicy.PauseAfter(FailedRequest.FromResponse(HttpMethod.Get, response, "", Now)!, 1, TimeSpan.Zero, 0.5)?.TotalSeconds;
    }

    private static double? Pause(string method, int status, string what, int attempt, TimeSpan waited)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        if (what.StartsWith("Retry-After: ", StringComparison.Ordinal))
            response.Headers.Add("Retry-After", what["Retry-After: ".Length..]);
        var failure = FailedRequest.FromResponse(new HttpMethod(method), response, what, Now);
        return failure is null ? null : RetryPolicy.PauseAfter(failure, attempt, waited, 0.5)?.TotalSeconds;
    }
}
