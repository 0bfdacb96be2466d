using IgMlNet.IO;
using IgMlNet.Publishing.GitHub;
using IgMlNet.Publishing.GitHub.Intake;
using IgMlNet.Publishing.Tests.GitHub.Fake;

namespace IgMlNet.Publishing.Tests.GitHub.Transport;

public class TransportTests
{
    private readonly FakeGitHub _fake = FakeSetting.PullRequestFromFork();
    private readonly FakeTime _time = new();

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(429)]
    public async Task A_fault_that_passes_is_waited_out(int status)
    {
        var failures = 0;
        _fake.Intercept = _ => failures++ < 2 ? FakeResponse.Error(status, "later", ("Retry-After", "3")) : null;
        Assert.Equal(FakeSetting.Number, (await Open().PullRequest(FakeSetting.Number)).Number);
        Assert.Equal(3, _fake.Requests.Count);
        Assert.InRange(_time.Waited.TotalSeconds, 2, 7);
    }

    [Theory]
    [InlineData(503, "Service Unavailable", nameof(GitHubProblem.Fault))]
    [InlineData(429, "API rate limit exceeded", nameof(GitHubProblem.RateLimited))]
    [InlineData(403, "You have exceeded a secondary rate limit", nameof(GitHubProblem.RateLimited))]
    [InlineData(403, "Resource not accessible by integration", nameof(GitHubProblem.NotPermitted))]
    [InlineData(401, "Bad credentials", nameof(GitHubProblem.Unauthorized))]
    [InlineData(410, "Gone", nameof(GitHubProblem.Gone))]
    public async Task A_fault_that_stays_ends_with_its_reason(int status, string message, string expected)
    {
        _fake.Intercept = _ => FakeResponse.Error(status, message);
        var e = await Assert.ThrowsAsync<GitHubException>(() => Open().PullRequest(FakeSetting.Number));
        Assert.Equal(expected, e.Problem.ToString());
        Assert.InRange(_time.Waited, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Assert.InRange(_fake.Requests.Count, 1, 5);
        Assert.DoesNotContain(FakeGitHub.Token, e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_another_host_is_not_followed_with_the_token_or_without()
    {
        for (var i = 0; i < 3; i++)
            _fake.AddComment("someone", "User", "x");
        _fake.Intercept = request => request.Path.EndsWith("/comments", StringComparison.Ordinal)
            ? FakeResponse.Json(200, "[]") with { Headers = new() { ["Link"] = "<https://evil.example/p2>; rel=\"next\"" } }
            : null;
        Assert.Empty(await Open().Comments(FakeSetting.Number));
        Assert.All(_fake.Requests, request => Assert.Equal(_fake.Api.Host, request.Address.Host));
    }

    [Fact]
    public async Task A_redirection_to_another_host_is_not_followed()
    {
        _fake.Intercept = _ => new FakeResponse(302, []) { Headers = new() { ["Location"] = "https://evil.example/x" } };
        await Assert.ThrowsAsync<GitHubException>(() => Open().PullRequest(FakeSetting.Number));
        Assert.Single(_fake.Requests);
    }

    [Fact]
    public async Task An_archive_elsewhere_is_fetched_without_the_token_and_only_encrypted()
    {
        _fake.AddArtifact(FakeSetting.Run, "a", [1, 2, 3]);
        var artifact = Assert.Single(await Open().ArtifactsOf(FakeSetting.Run));
        Assert.Equal([1, 2, 3], await Open().Archive(artifact, 10));
        Assert.Null(_fake.Requests[^1].Authorization);
        Assert.Equal(_fake.Storage.Host, _fake.Requests[^1].Address.Host);

        _fake.Intercept = request => request.Path.EndsWith("/zip", StringComparison.Ordinal)
            ? new FakeResponse(302, []) { Headers = new() { ["Location"] = "http://storage.fake.example/1" } } : null;
        Assert.Equal(GitHubProblem.Elsewhere, (await Assert.ThrowsAsync<GitHubException>(() => Open().Archive(artifact, 10))).Problem);
        Assert.Empty(_fake.Violations);
    }

    [Fact]
    public async Task An_archive_that_is_longer_than_allowed_is_not_read_to_its_end()
    {
        _fake.AddArtifact(FakeSetting.Run, "a", new byte[1000]);
        var artifact = Assert.Single(await Open().ArtifactsOf(FakeSetting.Run));
        var e = await Assert.ThrowsAsync<InputException>(() => Open().Archive(artifact, 999));
        Assert.Contains("longer than 999 bytes", e.Message, StringComparison.Ordinal);
        Assert.Equal(1000, (await Open().Archive(artifact, 1000)).Length);

        using var endless = new LimitedStream(new MemoryStream(new byte[16 << 20]), 16 << 20, "the archive");
        var connection = FakeSetting.Connect(_fake, _time) with { Sender = () => new Storage(_fake, endless) };
        await Assert.ThrowsAsync<InputException>(() => connection.Open(CancellationToken.None).Archive(artifact, 999));
        Assert.InRange(endless.Position, 999, 1 << 20);
    }

    [Fact]
    public async Task Cancelled_it_stops_while_it_waits()
    {
        using var cancellation = new CancellationTokenSource();
        _fake.Intercept = _ =>
        {
            cancellation.CancelAfter(TimeSpan.FromMilliseconds(20));
            return FakeResponse.Error(503, "later");
        };
        var repository = FakeSetting.Connect(_fake, TimeProvider.System).Open(cancellation.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => repository.PullRequest(FakeSetting.Number));
        Assert.Single(_fake.Requests);
    }

    [Fact]
    public async Task Writes_are_a_second_apart()
    {
        var repository = Open();
        await repository.CreateComment(FakeSetting.Number, "one");
        await repository.CreateComment(FakeSetting.Number, "two");
        await repository.CreateComment(FakeSetting.Number, "three");
        Assert.Equal(TimeSpan.FromSeconds(2), _time.Waited);
    }

    [Fact]
    public async Task What_GitHub_does_not_describe_fails_in_these_tests()
    {
        await Assert.ThrowsAsync<GitHubException>(() => Open().CreateComment(FakeSetting.Number, new string('a', 65_537)));
        Assert.Contains("/body Value should be at most 65536 characters", Assert.Single(_fake.Violations), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"number\":\"x\"}")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("<html>Login</html>")]
    [InlineData("{\"number\":7,\"state\":\"\\ud800\"}")]
    [InlineData("{\"state\":\"open\",\"number\":7}")]
    [InlineData("{\"number\":99999999999999}")]
    public async Task An_answer_that_makes_no_sense_is_an_error_and_no_crash(string answer)
    {
        _fake.Intercept = _ => FakeResponse.Json(200, answer);
        var error = await Assert.ThrowsAsync<GitHubException>(() => Open().PullRequest(FakeSetting.Number));
        Assert.Equal(GitHubProblem.Fault, error.Problem);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    [InlineData(422)]
    public async Task An_answer_that_is_nested_deeper_than_any_stack_is_an_error_and_no_crash(int status)
    {
        _fake.Intercept = _ => FakeResponse.Json(status, string.Concat(Enumerable.Repeat("{\"a\":", 1_000_000)));
        await Assert.ThrowsAsync<GitHubException>(() => Open().PullRequest(FakeSetting.Number));
    }

    [Fact]
    public async Task A_body_that_trickles_is_given_up()
    {
        var connection = FakeSetting.Connect(_fake, _time) with { Sender = () => new Trickling(_fake), AnswerTime = TimeSpan.FromMilliseconds(200) };
        var e = await Assert.ThrowsAsync<GitHubException>(() => connection.Open(CancellationToken.None).PullRequest(FakeSetting.Number));
        Assert.Equal(GitHubProblem.Unreachable, e.Problem);
    }

    [Fact]
    public async Task Lists_without_an_end_are_given_up()
    {
        var comments = new string('x', 1);
        _fake.Intercept = request => request.Path.EndsWith("/comments", StringComparison.Ordinal)
            ? FakeResponse.Json(200, "[" + string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"id":{{i}},"body":"{{comments}}","user":null}""")) + "]") : null;
        await Assert.ThrowsAsync<GitHubException>(() => Open().Comments(FakeSetting.Number));
        Assert.InRange(_fake.Requests.Count, 2, 100);
    }

    [Fact]
    public async Task Numbers_and_words_that_are_new_to_us_change_nothing()
    {
        _fake.Intercept = static request => request.Path switch
        {
            var path when path.EndsWith("/artifacts", StringComparison.Ordinal) =>
                FakeResponse.Json(200, """{"total_count":1,"artifacts":[{"id":9999999999,"name":"a","size_in_bytes":3000000000,"expired":false,"workflow_run":null}]}"""),
            var path when path.EndsWith("/check-runs", StringComparison.Ordinal) =>
                FakeResponse.Json(200, """{"total_count":1,"check_runs":[{"id":5,"status":"paused","conclusion":"startled","app":{"slug":"a","owner":{"type":"Enterprise"}},"external_id":null,"output":null}]}"""),
            var path when path.EndsWith("/comments", StringComparison.Ordinal) =>
                FakeResponse.Json(200, """[{"id":1,"body":null,"user":{"login":"e","type":"EnterpriseUserAccount"}},{"id":2,"user":null}]"""),
            _ => null,
        };
        Assert.Equal(3_000_000_000, Assert.Single(await Open().ArtifactsOf(FakeSetting.Run)).Bytes);
        Assert.Equal("a", Assert.Single(await Open().CheckRuns(FakeSetting.Head, "robustness")).App);
        Assert.All(await Open().Comments(FakeSetting.Number), static comment => Assert.False(comment.IsOfBot));
    }

    /// <summary>Answers with a body of which a byte comes now and then.</summary>
    private sealed class Trickling(FakeGitHub fake) : DelegatingHandler(new FakeGitHubHandler(fake))
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            response.Content = new StreamContent(new Drops());
            return response;
        }

        private sealed class Drops : MemoryStream
        {
            public override bool CanSeek => false;

            public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                await Task.Delay(20, cancellationToken);
                buffer.Span[0] = (byte)' ';
                return 1;
            }
        }
    }

    /// <summary>Reaches a fake, whose archives are a stream of which it can be seen how far it was read.</summary>
    private sealed class Storage(FakeGitHub fake, Stream archive) : DelegatingHandler(new FakeGitHubHandler(fake))
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (request.RequestUri!.Host == fake.Storage.Host)
                response.Content = new StreamContent(archive);
            return response;
        }
    }

    private GitHubRepository Open() => FakeSetting.Connect(_fake, _time).Open(CancellationToken.None);
}
