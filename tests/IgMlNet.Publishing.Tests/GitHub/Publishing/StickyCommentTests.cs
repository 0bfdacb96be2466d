using System.Globalization;
using IgMlNet.Publishing.GitHub;
using IgMlNet.Publishing.GitHub.Publishing;
using IgMlNet.Publishing.Tests.GitHub.Fake;

namespace IgMlNet.Publishing.Tests.GitHub.Publishing;

public class StickyCommentTests
{
    private const string Bot = "github-actions[bot]";
    private readonly FakeGitHub _fake = FakeSetting.PullRequestFromFork();

    [Fact]
    public async Task It_is_found_among_more_comments_than_a_page_holds()
    {
        for (var i = 0; i < 203; i++)
            _fake.AddComment("someone", "User", $"comment {i}");
        var ours = _fake.AddComment(Bot, "Bot", Body(1, "old"));
        _fake.AddComment("someone", "User", "the last");
        Assert.Equal(CommentChange.Written, await Upsert(2, "new"));
        Assert.Equal(205, _fake.Comments.Count);
        Assert.Equal(Body(2, "new"), ours.Body);
    }

    [Theory]
    [InlineData("mallory", "User")]
    [InlineData("other-app[bot]", "Bot")]
    [InlineData("github-actions[bot]", "User")]
    public async Task The_marker_of_anyone_else_is_left_alone(string login, string type)
    {
        var forged = _fake.AddComment(login, type, Body(999, "forged"));
        Assert.Equal(CommentChange.Written, await Upsert(1, "ours"));
        Assert.Equal(Body(999, "forged"), forged.Body);
        Assert.Equal(Body(1, "ours"), _fake.Comments[^1].Body);
    }

    [Fact]
    public async Task A_marker_that_is_quoted_or_of_another_key_does_not_count()
    {
        _fake.AddComment(Bot, "Bot", "> quoted\n" + Body(999, "x"));
        _fake.AddComment(Bot, "Bot", Body(999, "x").Replace("key=robustness", "key=other", StringComparison.Ordinal));
        Assert.Equal(CommentChange.Written, await Upsert(1, "ours"));
        Assert.Equal(3, _fake.Comments.Count);
    }

    [Fact]
    public async Task The_same_report_is_not_written_again()
    {
        await Upsert(1, "text");
        var writes = _fake.Writes.Count();
        Assert.Equal(CommentChange.Unchanged, await Upsert(1, "text"));
        Assert.Equal(writes, _fake.Writes.Count());
    }

    [Fact]
    public async Task An_older_run_does_not_overwrite_a_newer_one()
    {
        await Upsert(10, "newer");
        Assert.Equal(CommentChange.Left, await Upsert(9, "older"));
        Assert.Equal(Body(10, "newer"), Assert.Single(_fake.Comments).Body);
    }

    [Fact]
    public async Task Doubles_are_joined_into_the_oldest_with_the_newest_text()
    {
        var first = _fake.AddComment(Bot, "Bot", Body(3, "three"));
        _fake.AddComment(Bot, "Bot", Body(8, "eight"));
        _fake.AddComment(Bot, "Bot", Body(5, "five"));
        Assert.Equal(CommentChange.Left, await Upsert(4, "four"));
        Assert.Same(first, Assert.Single(_fake.Comments));
        Assert.Equal(Body(8, "eight"), first.Body);
    }

    [Fact]
    public async Task Five_writers_at_once_leave_one_comment_of_the_newest_run()
    {
        for (var trial = 0; trial < 20; trial++)
        {
            var fake = FakeSetting.PullRequestFromFork();
            await Task.WhenAll(Enumerable.Range(1, 5).Select(run => Task.Run(async () =>
            {
                var random = new Random((trial * 10) + run);
                await Task.Delay(random.Next(0, 6));
                await Sticky(fake, random).Upsert(FakeSetting.Number, Marker(run, $"run {run}"), $"run {run}");
            })));
            Assert.Equal(Body(5, "run 5"), Assert.Single(fake.Comments).Body);
            Assert.Empty(fake.Violations);
        }
    }

    [Fact]
    public async Task A_creation_that_fails_after_it_was_done_is_not_done_twice()
    {
        var failures = 0;
        _fake.Intercept = request =>
        {
            if (request.Method != "POST" || failures++ > 0)
                return null;
            _fake.AddComment(Bot, "Bot", (string)System.Text.Json.Nodes.JsonNode.Parse(request.Body!)!["body"]!);
            return FakeResponse.Error(502, "Bad Gateway");
        };
        Assert.Equal(CommentChange.Written, await Upsert(1, "text"));
        Assert.Single(_fake.Comments);
    }

    [Fact]
    public async Task A_creation_that_fails_before_it_was_done_is_done_again()
    {
        var failures = 0;
        _fake.Intercept = request => request.Method == "POST" && failures++ == 0 ? FakeResponse.Error(502, "Bad Gateway") : null;
        Assert.Equal(CommentChange.Written, await Upsert(1, "text"));
        Assert.Single(_fake.Comments);
    }

    [Fact]
    public async Task Where_creation_always_fails_it_ends_with_an_error()
    {
        _fake.Intercept = request => request.Method == "POST" ? FakeResponse.Error(502, "Bad Gateway") : null;
        var e = await Assert.ThrowsAsync<GitHubException>(() => Upsert(1, "text"));
        Assert.Equal(GitHubProblem.Fault, e.Problem);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public async Task A_list_that_lags_behind_makes_no_second_comment(int staleReads)
    {
        var reads = 0;
        _fake.Intercept = request => request.Method == "GET" && request.Path.EndsWith("/comments", StringComparison.Ordinal) && reads++ < staleReads
            ? FakeResponse.Json(200, "[]") : null;
        Assert.Equal(CommentChange.Written, await Upsert(1, "text"));
        Assert.Equal("POST", Assert.Single(_fake.Writes).Method);
        Assert.Single(_fake.Comments);
    }

    [Fact]
    public async Task Of_two_reports_on_one_commit_the_one_on_more_images_stays()
    {
        var sticky = Sticky(_fake);
        await sticky.Upsert(FakeSetting.Number, Marker(11, "a hundred", images: 100), "a hundred");
        Assert.Equal(CommentChange.Written, await sticky.Upsert(FakeSetting.Number, Marker(10, "all", images: 10_000), "all"));
        Assert.Equal(CommentChange.Left, await sticky.Upsert(FakeSetting.Number, Marker(12, "a hundred again", images: 100), "a hundred again"));
        Assert.Equal(CommentChange.Left, await sticky.Upsert(FakeSetting.Number, Marker(13, "failed"), "failed"));
        Assert.EndsWith("all", Assert.Single(_fake.Comments).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_report_that_no_run_can_have_made_keeps_ours_from_nothing()
    {
        var forged = _fake.AddComment(Bot, "Bot", Body(999, "forged"));
        var sticky = new StickyComment(FakeSetting.Connect(_fake).Open(CancellationToken.None), Bot, static age => Task.FromResult(age.Run != 999));
        Assert.Equal(CommentChange.Written, await sticky.Upsert(FakeSetting.Number, Marker(1, "ours"), "ours"));
        Assert.Equal(Body(999, "forged"), forged.Body);
        Assert.Equal(Body(1, "ours"), _fake.Comments[^1].Body);
    }

    private static ReportMarker Marker(int run, string text, int images = 0) => new()
    {
        Key = "robustness",
        Age = new ReportAge(FakeSetting.Head, run, 1, ReportDetail.Results, images),
        Digest = ReportMarker.DigestOf(text),
    };

    private static string Body(int run, string text) => string.Create(CultureInfo.InvariantCulture, $"{Marker(run, text)}\n{text}");

    private static StickyComment Sticky(FakeGitHub fake, Random? random = null) =>
        new(FakeSetting.Connect(fake, random: random).Open(CancellationToken.None), Bot);

    private Task<CommentChange> Upsert(int run, string text) => Sticky(_fake).Upsert(FakeSetting.Number, Marker(run, text), text);
}
