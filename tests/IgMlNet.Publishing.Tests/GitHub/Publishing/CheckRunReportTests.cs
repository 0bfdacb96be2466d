using System.Text.Json.Nodes;
using IgMlNet.IO;
using IgMlNet.Publishing.Tests.GitHub.Fake;

namespace IgMlNet.Publishing.Tests.GitHub.Publishing;

/// <summary>Which check run a commit shows, whatever order runs are asked for, end and are published in.</summary>
public class CheckRunReportTests
{
    private const long Later = FakeSetting.Run + 1;

    /// <summary>The check run that GitHub shows: the newest of the name.</summary>
    private static (string? Conclusion, string Title) Shown(Published published)
    {
        var newest = published.Fake.Checks.MaxBy(static check => (long)check["id"]!)!;
        return ((string?)newest["conclusion"], (string)newest["output"]!["title"]!);
    }

    [Fact]
    public async Task A_run_of_another_label_that_is_skipped_leaves_the_failed_check_as_it_is()
    {
        using var published = new Published().With(SampleResults.Of(180), stored: SampleResults.Of(230));
        await published.Run();
        var writes = published.Fake.Writes.Count();
        AddRun(published, "documentation: A better model", "in_progress", null);
        Assert.Equal(ExitCode.Success, await published.Run(Later));
        (published.Fake.Runs[Later]["status"], published.Fake.Runs[Later]["conclusion"]) = ("completed", "skipped");
        Assert.Equal(ExitCode.Success, await published.Run(Later));
        Assert.Equal(writes, published.Fake.Writes.Count());
        Assert.Equal("failure", Shown(published).Conclusion);
    }

    [Fact]
    public async Task A_run_that_is_skipped_does_not_end_the_check_of_another_run_that_goes_on()
    {
        using var published = new Published();
        (published.Fake.Runs[FakeSetting.Run]["status"], published.Fake.Runs[FakeSetting.Run]["conclusion"]) = ("in_progress", null);
        await published.Run();
        AddRun(published, "documentation: x", "completed", "skipped");
        await published.Run(Later);
        Assert.Equal(("in_progress", null), (published.Check.Status, published.Check.Conclusion));
    }

    [Fact]
    public async Task A_run_that_was_announced_and_then_skipped_shows_the_earlier_verdict()
    {
        using var published = new Published().With(SampleResults.Of(180), stored: SampleResults.Of(230));
        await published.Run();
        AddRun(published, "run-robustness: x", "in_progress", null);
        await published.Run(Later);
        Assert.Equal((null, "Being evaluated"), Shown(published));
        (published.Fake.Runs[Later]["status"], published.Fake.Runs[Later]["conclusion"]) = ("completed", "skipped");
        await published.Run(Later);
        Assert.Equal(2, published.Fake.Checks.Count);
        Assert.Equal("failure", Shown(published).Conclusion);
        Assert.StartsWith("Robustness worse", Shown(published).Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_was_announced_and_then_skipped_is_neutral_where_nothing_was_found_before()
    {
        using var published = new Published();
        (published.Fake.Runs[FakeSetting.Run]["status"], published.Fake.Runs[FakeSetting.Run]["conclusion"]) = ("in_progress", null);
        await published.Run();
        (published.Fake.Runs[FakeSetting.Run]["status"], published.Fake.Runs[FakeSetting.Run]["conclusion"]) = ("completed", "skipped");
        await published.Run();
        Assert.Equal(("completed", "neutral", "Not evaluated"), published.Check);
    }

    [Fact]
    public async Task A_run_that_is_published_late_leaves_the_result_of_the_newer_one()
    {
        using var published = new Published().With(SampleResults.Of(180), stored: SampleResults.Of(230));
        AddRun(published, "run-robustness: x", "completed", "success");
        published.With(SampleResults.Of(230), run: Later);
        await published.Run(Later);
        Assert.Equal("success", Shown(published).Conclusion);
        await published.Run();
        Assert.Equal("success", Shown(published).Conclusion);
        Assert.StartsWith("No significant change", Shown(published).Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_evaluation_of_all_images_reaches_comment_and_check_after_one_of_fewer_that_was_asked_for_later()
    {
        using var published = new Published().With(SampleResults.Of(180), stored: SampleResults.Of(230));
        AddRun(published, "robustness-smoke: x", "completed", "success");
        published.With(SampleResults.Of(180).First(100), run: Later);
        await published.Run(Later);
        Assert.Contains("images=100 ", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);
        await published.Run();
        Assert.Contains("images=400 ", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);
        Assert.Equal("failure", Shown(published).Conclusion);
        await published.Run(Later);
        Assert.Contains("images=400 ", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);
        Assert.Equal("failure", Shown(published).Conclusion);
    }

    [Theory]
    [InlineData(422)]
    [InlineData(403)]
    public async Task A_job_of_the_same_name_is_left_alone_and_ours_stands_beside_it(int status)
    {
        using var published = new Published().With(SampleResults.Of(180), stored: SampleResults.Of(230));
        published.Fake.Checks.Add(new JsonObject
        {
            ["id"] = 5L,
            ["name"] = "robustness",
            ["head_sha"] = FakeSetting.Head,
            ["status"] = "in_progress",
            ["external_id"] = "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
            ["app"] = new JsonObject { ["slug"] = "github-actions" },
            ["output"] = new JsonObject { ["title"] = null, ["summary"] = null },
        });
        published.Fake.Intercept = request => request.Method == "PATCH" && request.Path.EndsWith("/check-runs/5", StringComparison.Ordinal)
            ? FakeResponse.Error(status, "Check run was created by a workflow") : null;
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Equal("failure", Shown(published).Conclusion);
        Assert.Equal("in_progress", (string)published.Fake.Checks[0]["status"]!);
        Assert.Single(published.OwnComments);
    }

    [Theory]
    [InlineData("POST", 502, ExitCode.GitHubFailed)]
    [InlineData("POST", 422, ExitCode.Success)]
    [InlineData("PATCH", 422, ExitCode.Success)]
    [InlineData("PATCH", 403, ExitCode.Success)]
    [InlineData("PATCH", 502, ExitCode.GitHubFailed)]
    public async Task Whatever_is_refused_of_a_check_the_comment_and_the_summary_are_written(string method, int status, int exitCode)
    {
        using var published = new Published().With(SampleResults.Of(180), stored: SampleResults.Of(230));
        published.Fake.Intercept = request => request.Method == method && request.Path.Contains("/check-runs", StringComparison.Ordinal)
            ? FakeResponse.Error(status, "No") : null;
        Assert.Equal(exitCode, await published.Run());
        Assert.Single(published.OwnComments);
        Assert.Contains("Robustness worse", published.Summary, StringComparison.Ordinal);
        Assert.Contains("Check    ", published.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_check_whose_making_fails_once_is_made_once(bool isMade)
    {
        using var published = new Published().With(SampleResults.Of(180), stored: SampleResults.Of(230));
        var failures = 0;
        published.Fake.Intercept = request =>
        {
            if (request.Method != "POST" || !request.Path.EndsWith("/check-runs", StringComparison.Ordinal) || failures++ > 0)
                return null;
            if (isMade)
                published.Fake.MakeCheck(JsonNode.Parse(request.Body!)!.AsObject());
            return FakeResponse.Error(502, "Bad Gateway");
        };
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Equal("failure", published.Check.Conclusion);
        Assert.Single(published.OwnComments);
    }

    [Fact]
    public async Task A_run_whose_repository_is_gone_has_its_check_ended()
    {
        using var published = new Published().With(SampleResults.Of(180));
        (published.Fake.Runs[FakeSetting.Run]["status"], published.Fake.Runs[FakeSetting.Run]["conclusion"]) = ("in_progress", null);
        await published.Run();
        (published.Fake.Runs[FakeSetting.Run]["status"], published.Fake.Runs[FakeSetting.Run]["conclusion"]) = ("completed", "success");
        published.Fake.Intercept = request => request.Path.EndsWith("/actions/runs/500", StringComparison.Ordinal)
            ? FakeResponse.Json(200, PublisherRefusalTests.WithoutHead(published.Fake.Runs[FakeSetting.Run])) : null;
        await Assert.ThrowsAsync<InputException>(() => published.Run());
        Assert.Equal(("completed", "failure", "The results were refused"), published.Check);
        Assert.Contains("comes from a repository that is gone", (string)published.Fake.Checks[0]["output"]!["summary"]!, StringComparison.Ordinal);
    }

    private static void AddRun(Published published, string title, string status, string? conclusion)
    {
        var run = FakeSetting.WorkflowRun(Later);
        (run["display_title"], run["status"], run["conclusion"]) = (title, status, conclusion);
        published.Fake.Runs[Later] = run;
    }
}
