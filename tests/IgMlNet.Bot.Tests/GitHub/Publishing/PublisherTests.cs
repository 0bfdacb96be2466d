using System.Text.Json.Nodes;
using IgMlNet.Bot.GitHub;
using IgMlNet.Bot.GitHub.Publishing;
using IgMlNet.Bot.Tests.GitHub.Fake;
using IgMlNet.Reporting;
using IgMlNet.Reporting.Shards;

namespace IgMlNet.Bot.Tests.GitHub.Publishing;

public class PublisherTests
{
    [Fact]
    public async Task A_run_of_a_fork_becomes_one_comment_a_check_and_a_summary()
    {
        using var published = new Published().With(SampleResults.Of(180), stored: SampleResults.Of(230));
        Assert.Equal(ExitCode.Success, await published.Run());
        var comment = Assert.Single(published.OwnComments).Body;
        Assert.StartsWith("<!-- igml:report v1 key=robustness run=500.1.2 head=aaaa", comment, StringComparison.Ordinal);
        Assert.StartsWith(
            "### 🔴 Robustness worse: IG-Defense, LO-IR, k = 50 57.5 % → 45.0 %, −12.5 points", comment.Split('\n')[1], StringComparison.Ordinal);
        Assert.Contains("**Measured by unmodified code**", comment, StringComparison.Ordinal);
        Assert.Contains("[the run that evaluated](<https://github.com/o/r/actions/runs/500>)", comment, StringComparison.Ordinal);
        Assert.Contains("[class-wise results](<https://github.com/o/r/actions/runs/900>), [plots and every image's outcome](<https://github.com/o/r/actions/runs/900#artifacts>)", comment, StringComparison.Ordinal);
        Assert.Contains("igml evaluate --plan plan.json", comment, StringComparison.Ordinal);
        Assert.Equal(("completed", "failure"), (published.Check.Status, published.Check.Conclusion));
        Assert.StartsWith("Robustness worse: IG-Defense", published.Check.Title, StringComparison.Ordinal);
        Assert.Contains("## Classes", published.Summary, StringComparison.Ordinal);
        Assert.Contains("worse", published.StepOutputs, StringComparison.Ordinal);
        Assert.DoesNotContain("backfill", published.StepOutputs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_check_is_in_progress_before_the_artifacts_are_looked_at()
    {
        using var published = new Published().With(SampleResults.Of(180));
        await published.Run();
        var asked = published.Fake.Requests.Select(request => $"{request.Method} {request.Path}").ToList();
        Assert.True(asked.IndexOf("POST /repos/o/r/check-runs") < asked.IndexOf("GET /repos/o/r/actions/runs/500/artifacts"));
        var first = published.Fake.Writes.First();
        Assert.Equal("in_progress", (string)JsonNode.Parse(first.Body!)!["status"]!);
    }

    [Fact]
    public async Task A_run_that_goes_on_has_a_check_in_progress_that_its_end_concludes()
    {
        using var published = new Published().With(SampleResults.Of(180), stored: SampleResults.Of(180));
        (published.Fake.Runs[FakeSetting.Run]["status"], published.Fake.Runs[FakeSetting.Run]["conclusion"]) = ("in_progress", null);
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Equal(("in_progress", null), (published.Check.Status, published.Check.Conclusion));
        Assert.Empty(published.OwnComments);
        (published.Fake.Runs[FakeSetting.Run]["status"], published.Fake.Runs[FakeSetting.Run]["conclusion"]) = ("completed", "success");
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Equal(("completed", "success"), (published.Check.Status, published.Check.Conclusion));
        Assert.StartsWith("No significant change of robustness: base model 20.0 % → 20.0 %, ±0.0 points", published.Check.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Published_twice_nothing_is_written_the_second_time()
    {
        using var published = new Published().With(SampleResults.Of(180), stored: SampleResults.Of(230));
        await published.Run();
        var comments = published.Fake.Writes.Count(static request => request.Path.Contains("comments", StringComparison.Ordinal));
        await published.Run();
        Assert.Equal(1, comments);
        Assert.Equal(1, published.Fake.Writes.Count(static request => request.Path.Contains("comments", StringComparison.Ordinal)));
        Assert.Contains("says the same already", published.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_results_of_the_base_the_report_says_so_and_its_evaluation_is_started()
    {
        using var published = new Published().With(SampleResults.Of(180));
        Assert.Equal(ExitCode.Success, await published.Run());
        var comment = Assert.Single(published.OwnComments).Body;
        Assert.Contains("⚪ Robustness measured, and no base to compare with yet", comment, StringComparison.Ordinal);
        Assert.Contains("There are no results of `bbbbbbbbbbb…` yet: it [is being evaluated]", comment, StringComparison.Ordinal);
        Assert.Equal([("leaderboard.yml", "main", $$"""{"commit":"{{published.Fake.MergeBase}}"}""")], published.Fake.Started);
        Assert.Matches($"backfill<<(?<end>end-[0-9a-f]{{32}})\n{published.Fake.MergeBase}\n\\k<end>\n", published.StepOutputs);
        Assert.Equal("neutral", published.Check.Conclusion);

        published.With(SampleResults.Of(180), shards: 2, stored: SampleResults.Of(180));
        await published.Run();
        Assert.Contains("No significant change", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_request_that_changes_code_gets_a_claim()
    {
        using var published = new Published().With(SampleResults.Of(180), stored: SampleResults.Of(230));
        published.Fake.Files[FakeSetting.Number] = [FakeSetting.File("models/a.pt"), FakeSetting.File("docs/x.md", before: "src/Attack.cs")];
        published.Fake.PullRequests[FakeSetting.Number]["changed_files"] = 2;
        await published.Run();
        var comment = Assert.Single(published.OwnComments).Body;
        Assert.Contains("**Only claimed**: the pull request changes what measures it (`src/Attack.cs`)", comment, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pull_request_that_has_moved_on_gets_no_comment_and_its_old_commit_a_check()
    {
        using var published = new Published().With(SampleResults.Of(180));
        published.Fake.PullRequests[FakeSetting.Number]["head"]!["sha"] = new string('d', 40);
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Empty(published.OwnComments);
        Assert.Equal("completed", published.Check.Status);
        Assert.Equal(FakeSetting.Head, (string)published.Fake.Checks[0]["head_sha"]!);
        Assert.Contains("has moved on", published.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_while_the_report_is_made_keeps_it_from_being_written()
    {
        using var published = new Published().With(SampleResults.Of(180));
        published.Fake.Intercept = request =>
        {
            if (request.Path.EndsWith("/files", StringComparison.Ordinal))
                published.Fake.PullRequests[FakeSetting.Number]["head"]!["sha"] = new string('d', 40);
            return null;
        };
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Empty(published.OwnComments);
    }

    [Theory]
    [InlineData("failure")]
    [InlineData("cancelled")]
    [InlineData("timed_out")]
    public async Task A_failed_run_is_told_of_and_not_passed_over(string conclusion)
    {
        using var published = new Published();
        published.Fake.Runs[FakeSetting.Run]["conclusion"] = conclusion;
        await Assert.ThrowsAsync<IncompleteEvaluationException>(() => published.Run());
        Assert.Contains($"the evaluation ended with {conclusion}", Assert.Single(published.OwnComments).Body.Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(("completed", "failure"), (published.Check.Status, published.Check.Conclusion));
    }

    [Fact]
    public async Task A_run_without_the_label_is_nothing_to_speak_of()
    {
        using var published = new Published();
        published.Fake.Runs[FakeSetting.Run]["conclusion"] = "skipped";
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Empty(published.Fake.Writes);
    }

    [Fact]
    public async Task A_missing_shard_makes_the_report_incomplete_and_not_smaller()
    {
        using var published = new Published().With(SampleResults.Of(180), shards: 4);
        published.Fake.Artifacts.RemoveAt(2);
        var e = await Assert.ThrowsAsync<IncompleteEvaluationException>(() => published.Run());
        Assert.Contains("3 of 4 shards: shard 3 is missing", e.Message, StringComparison.Ordinal);
        Assert.Contains("3 of 4 shards: shard 3 is missing", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);
        Assert.Equal("failure", published.Check.Conclusion);
    }

    [Fact]
    public async Task Refused_artifacts_lead_to_no_comment_and_a_closed_check()
    {
        using var published = new Published();
        published.Fake.AddArtifact(FakeSetting.Run, "robustness-shard-1", FakeSetting.Zip("../../evil.journal", [1, 2, 3]));
        await Assert.ThrowsAsync<InputException>(() => published.Run());
        Assert.Empty(published.OwnComments);
        Assert.Equal(("completed", "failure", "The results were refused"), published.Check);
    }

    [Fact]
    public async Task A_check_that_forbids_belief_withholds_the_verdict()
    {
        using var published = new Published().With(SampleResults.WithoutGradients(SampleResults.Of(180)), stored: SampleResults.Of(230));
        await published.Run();
        var comment = Assert.Single(published.OwnComments).Body;
        Assert.StartsWith("### ⛔ No verdict on robustness", comment.Split('\n')[1], StringComparison.Ordinal);
        Assert.Contains("**The numbers should not be believed**", comment, StringComparison.Ordinal);
        Assert.Equal("action_required", published.Check.Conclusion);
    }

    [Fact]
    public async Task Interrupted_it_closes_the_check_all_the_same()
    {
        using var published = new Published().With(SampleResults.Of(180));
        using var interruption = new CancellationTokenSource();
        published.Fake.Intercept = request =>
        {
            if (request.Path.EndsWith("/artifacts", StringComparison.Ordinal))
                interruption.Cancel();
            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => published.Run(cancellationToken: interruption.Token));
        Assert.Equal(("completed", "cancelled", "Interrupted"), published.Check);
    }

    [Fact]
    public async Task A_dry_run_shows_all_and_writes_nothing()
    {
        var shown = new List<string>();
        using var published = new Published { DryRun = shown.Add }.With(SampleResults.Of(180), stored: SampleResults.Of(230));
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Empty(published.Fake.Writes);
        Assert.Equal("", published.Summary);
        Assert.Contains("would POST /repos/o/r/issues/7/comments", shown);
        Assert.Contains("would POST /repos/o/r/check-runs", shown);
        Assert.Contains(shown, static line => line.Contains("🔴 Robustness worse", StringComparison.Ordinal));
        Assert.Contains("Comment  would be written", published.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_starts_no_evaluation_of_the_base()
    {
        var shown = new List<string>();
        using var published = new Published { DryRun = shown.Add }.With(SampleResults.Of(180));
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Empty(published.Fake.Writes);
        Assert.Contains("would POST /repos/o/r/actions/workflows/leaderboard.yml/dispatches", shown);
    }

    [Fact]
    public async Task A_base_branch_that_is_not_the_default_one_has_nothing_evaluated()
    {
        using var published = new Published().With(SampleResults.Of(180));
        published.Fake.PullRequests[FakeSetting.Number]["base"]!["ref"] = "release";
        await published.Run();
        Assert.Empty(published.Fake.Started);
        Assert.Contains("once it has been evaluated", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);
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
        Assert.Contains("comes from a repository that is no more", e.Message, StringComparison.Ordinal);
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
        var e = await Assert.ThrowsAsync<GitHubException>(() => published.Run());
        Assert.Equal(GitHubProblem.TooLong, e.Problem);
        Assert.Equal(2, lengths.Count);
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

    [Fact]
    public async Task It_needs_no_more_than_thirty_requests_and_no_right_that_is_not_declared()
    {
        using var published = new Published().With(SampleResults.Of(180), shards: 4, stored: SampleResults.Of(230));
        await published.Run();
        Assert.InRange(published.Fake.Requests.Count, 5, 30);
        Assert.Single(published.OwnComments);
        Assert.Equal("completed", published.Check.Status);
    }

    private static string WithoutHead(JsonObject run)
    {
        var answer = ApiDescription.Read.Answer("GET", "/repos/o/r/actions/runs/500", 200, run).AsObject();
        answer["head_repository"] = null;
        return answer.ToJsonString();
    }
}
