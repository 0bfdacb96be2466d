using System.Text.Json.Nodes;
using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Publishing;
using IgMlNet.Publishing.Tests.GitHub.Fake;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Publishing.Tests.GitHub.Publishing;

/// <summary>What a publisher refuses, and what GitHub refuses it.</summary>
public class PublisherRefusalTests
{
    [Fact]
    public async Task A_summary_and_a_folder_that_cannot_be_written_leave_the_comment_and_the_check()
    {
        using var published = new Published { Summary = "/proc/nowhere/summary", Out = "/proc/nowhere/report" }.With(SampleResults.Of(180), stored: SampleResults.Of(230));
        Assert.Equal(ExitCode.UnusableInput, await published.Run());
        Assert.Contains("Robustness worse", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);
        Assert.Equal(("completed", "failure"), (published.Check.Status, published.Check.Conclusion));
        var summary = (string)published.Fake.Checks[0]["output"]!["summary"]!;
        Assert.Contains("**Not done**: ", summary, StringComparison.Ordinal);
        Assert.Contains("the files in /proc/nowhere/report", summary.Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Not done the step's summary", published.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("event", "push", "is on push")]
    [InlineData("path", ".github/workflows/evil.yml", "is of .github/workflows/evil.yml")]
    [InlineData("path", ".github/workflows/robustness.yml.evil", "is of .github/workflows/robustness.yml.evil")]
    public async Task A_run_of_another_kind_is_refused_and_nothing_is_said(string member, string value, string problem)
    {
        using var published = new Published().With(SampleResults.Of(180));
        published.Fake.Runs[FakeSetting.Run][member] = value;
        var e = await Assert.ThrowsAsync<InputException>(() => published.Run());
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        Assert.Empty(published.Fake.Writes);
    }

    [Fact]
    public async Task A_run_whose_repository_is_gone_is_refused()
    {
        using var published = new Published().With(SampleResults.Of(180));
        published.Fake.Intercept = request => request.Path.EndsWith("/actions/runs/500", StringComparison.Ordinal)
            ? FakeResponse.Json(200, WithoutHead(published.Fake.Runs[FakeSetting.Run]))
            : null;
        var e = await Assert.ThrowsAsync<InputException>(() => published.Run());
        Assert.Contains("comes from a repository that is gone", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "Resource not accessible by integration")]
    [InlineData(403, "Unable to create comment because issue is locked.")]
    [InlineData(404, "Not Found")]
    [InlineData(410, "This issue was deleted")]
    public async Task Where_the_comment_is_refused_the_summary_and_the_check_have_the_report(int status, string message)
    {
        foreach (var (whenRefused, code) in new[] { (WhenRefused.Pass, ExitCode.Success), (WhenRefused.Fail, ExitCode.GitHubFailed) })
        {
            using var published = new Published { WhenRefused = whenRefused }.With(SampleResults.Of(180), stored: SampleResults.Of(230));
            published.Fake.Intercept = request => request.Method == "POST" && request.Path.EndsWith("/comments", StringComparison.Ordinal)
                ? FakeResponse.Error(status, message) : null;
            Assert.Equal(code, await published.Run());
            Assert.Contains("🔴 Robustness worse", published.Summary, StringComparison.Ordinal);
            Assert.Equal("completed", published.Check.Status);
            Assert.Contains("Comment  none", published.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_comment_that_is_too_long_for_GitHub_is_tried_once_more_at_half_its_length()
    {
        using var published = new Published().With(SampleResults.Of(180), stored: SampleResults.Of(230));
        var lengths = new List<int>();
        published.Fake.Intercept = request =>
        {
            if (request.Method != "POST" || !request.Path.EndsWith("/comments", StringComparison.Ordinal))
                return null;
            lengths.Add(request.Body!.Length);
            return FakeResponse.Error(422, "Validation Failed: body is too long (maximum is 65536 characters)");
        };
        Assert.Equal(ExitCode.GitHubFailed, await published.Run());
        Assert.Equal(2, lengths.Count);
        Assert.Contains("Not done the comment: a comment on pull request 7: GitHub answers 422", published.Output, StringComparison.Ordinal);
        Assert.Contains("**Not done**: the comment", (string)published.Fake.Checks[0]["output"]!["summary"]!, StringComparison.Ordinal);
        Assert.Equal("completed", published.Check.Status);
    }

    [Fact]
    public async Task A_token_that_may_not_write_checks_writes_the_comment_all_the_same()
    {
        using var published = new Published().With(SampleResults.Of(180));
        published.Fake.Permissions.Remove("checks: write");
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Contains("Check    none", published.Output, StringComparison.Ordinal);
        Assert.Single(published.OwnComments);
    }

    [Theory]
    [InlineData("/permission", 403)]
    [InlineData("/workflows/leaderboard.yml/runs", 502)]
    [InlineData("/dispatches", 502)]
    public async Task What_GitHub_does_not_tell_about_base_and_requester_keeps_no_report_from_being_written(string path, int status)
    {
        using var published = new Published().With(SampleResults.Of(180));
        published.Fake.Intercept = request => request.Path.EndsWith(path, StringComparison.Ordinal) ? FakeResponse.Error(status, "Not now") : null;
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Contains("once it has been evaluated", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);
        Assert.Equal("completed", published.Check.Status);
    }

    [Fact]
    public async Task A_failed_run_and_one_that_goes_on_are_told_of_though_it_is_not_known_who_asked()
    {
        using var published = new Published();
        published.Fake.Intercept = static request => request.Path.EndsWith("/permission", StringComparison.Ordinal) || request.Path.EndsWith("/runs", StringComparison.Ordinal)
            ? FakeResponse.Error(403, "Resource not accessible by integration") : null;
        (published.Fake.Runs[FakeSetting.Run]["status"], published.Fake.Runs[FakeSetting.Run]["conclusion"]) = ("in_progress", null);
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Equal("in_progress", published.Check.Status);
        (published.Fake.Runs[FakeSetting.Run]["status"], published.Fake.Runs[FakeSetting.Run]["conclusion"]) = ("completed", "failure");
        await Assert.ThrowsAsync<IncompleteEvaluationException>(() => published.Run());
        Assert.Contains("the evaluation ended with failure", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);
    }

    internal static string WithoutHead(JsonObject run)
    {
        var answer = ApiDescription.Read.Answer("GET", "/repos/o/r/actions/runs/500", 200, run).AsObject();
        answer["head_repository"] = null;
        return answer.ToJsonString();
    }
}
