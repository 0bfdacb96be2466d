using System.Globalization;
using System.Text.Json.Nodes;
using IgMlNet.IO;
using IgMlNet.Publishing.Tests.GitHub.Fake;
using IgMlNet.Reporting.Leaderboards.Entries;
using IgMlNet.Reporting.Shards;
using IgMlNet.Reporting.Views;

namespace IgMlNet.Publishing.Tests.GitHub.Publishing;

public class PublisherTests
{
    [Fact]
    public async Task A_run_of_a_fork_becomes_one_comment_a_check_and_a_summary()
    {
        using var published = new Published().With(SampleResults.Of(180), stored: SampleResults.Of(230));
        Assert.Equal(ExitCode.Success, await published.Run());
        var comment = Assert.Single(published.OwnComments).Body;
        Assert.StartsWith("<!-- igml:report v1 key=robustness run=500.1.2 images=400 head=aaaa", comment, StringComparison.Ordinal);
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
        Assert.Equal(
            "The results come when all shards are done. Asked for by `alice`: evaluation 1 of 3 in 24 hours.",
            (string)published.Fake.Checks[0]["output"]!["summary"]!);
        Assert.Empty(published.OwnComments);
        (published.Fake.Runs[FakeSetting.Run]["status"], published.Fake.Runs[FakeSetting.Run]["conclusion"]) = ("completed", "success");
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Equal(("completed", "success"), (published.Check.Status, published.Check.Conclusion));
        Assert.StartsWith("No significant change of robustness: base model 20.0 % → 20.0 %, ±0.0 points", published.Check.Title, StringComparison.Ordinal);
    }

    /// <summary>Of 400 images 230 stand before; the 2 and 50 that are lost are 0.5 and 12.5 points.</summary>
    [Theory]
    [InlineData(230, null, "success")]
    [InlineData(228, null, "neutral")]
    [InlineData(228, 5.0, "success")]
    [InlineData(180, null, "failure")]
    [InlineData(180, 12.0, "failure")]
    [InlineData(180, 30.0, "success")]
    public async Task The_check_is_red_for_a_loss_beyond_the_margin_and_neutral_for_too_few_images(int correct, double? points, string expected)
    {
        using var published = new Published { Margin = new RobustnessMargin { LargestLoss = points / 100 } }
            .With(SampleResults.Of(correct), stored: SampleResults.Of(230));
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Equal(expected, published.Check.Conclusion);
        Assert.Equal(
            expected == "neutral", Assert.Single(published.OwnComments).Body.Contains("Too few images to tell whether", StringComparison.Ordinal));
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
        Assert.StartsWith("### ⚪ Only claimed: Robustness worse: ", comment.Split('\n')[1], StringComparison.Ordinal);
        Assert.Equal("neutral", published.Check.Conclusion);
        Assert.StartsWith("Only claimed: Robustness worse: ", published.Check.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_that_takes_the_code_back_while_the_report_is_made_leaves_its_numbers_a_claim()
    {
        using var published = new Published().With(SampleResults.Of(300), stored: SampleResults.Of(230));
        published.Fake.CommitFiles[FakeSetting.Head] = [FakeSetting.File("models/a.pt"), FakeSetting.File(".github/workflows/robustness.yml")];
        published.Fake.Files[FakeSetting.Number] = [FakeSetting.File("models/a.pt")];
        await published.Run();
        Assert.Contains("**Only claimed**", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);
        Assert.Equal("neutral", published.Check.Conclusion);
        Assert.DoesNotContain(published.Fake.Requests, static request => request.Path.EndsWith("/files", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_GitHub_does_not_list_of_a_commit_makes_its_numbers_a_claim()
    {
        using var published = new Published().With(SampleResults.Of(300), stored: SampleResults.Of(230));
        published.Fake.Intercept = static request => request.Path.Contains("/compare/", StringComparison.Ordinal) ? FakeResponse.Error(404, "Not Found") : null;
        await published.Run();
        Assert.Contains("**Only claimed**", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);
        Assert.Equal("neutral", published.Check.Conclusion);
    }

    [Fact]
    public async Task Results_by_another_plan_than_the_base_s_say_how_it_differs_and_are_not_green()
    {
        var report = SampleResults.Of(230);
        var toothless = report with
        {
            ThreatModel = report.ThreatModel with { Epsilon = 1e-12 },
            Attacks = [.. report.Attacks.Take(2).Select(static attack => attack with { Epsilon = 1e-12, Steps = 1 })],
            Outcomes = [.. report.Outcomes.Where(static outcome => outcome.AttackId != "square-500")],
            Provenance = report.Provenance with { PlanHash = "f00d" },
        };
        using var published = new Published().With(toothless, stored: report);
        await published.Run();
        var comment = Assert.Single(published.OwnComments).Body;
        Assert.Contains("### ⚪ By another plan than the base: Robustness not comparable", comment, StringComparison.Ordinal);
        Assert.Contains(
            "**Another plan than that of the base**: ε = 1e-12 in place of 0.1; without the attack Square-500; with other settings of the attacks FGSM, PGD-20.",
            comment.Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("neutral", published.Check.Conclusion);
        Assert.StartsWith("By another plan than the base: ", published.Check.Title, StringComparison.Ordinal);
        Assert.DoesNotContain("ε = 0.", comment.Replace("ε = 0.1", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Better_results_by_a_plan_that_differs_unseen_are_not_green_either()
    {
        var head = SampleResults.Of(300) with { Provenance = SampleResults.Of(300).Provenance with { PlanHash = "f00d" } };
        using var published = new Published().With(head, stored: SampleResults.Of(230));
        await published.Run();
        Assert.Contains("settings that the results do not show", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);
        Assert.Equal("neutral", published.Check.Conclusion);
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
            if (request.Path.Contains("/compare/", StringComparison.Ordinal))
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
    public async Task The_check_in_progress_tells_how_long_evaluations_for_the_same_label_took()
    {
        using var published = new Published();
        (published.Fake.Runs[FakeSetting.Run]["status"], published.Fake.Runs[FakeSetting.Run]["conclusion"]) = ("in_progress", null);
        var minutes = 10;
        foreach (var title in new[] { "run-robustness: a", "robustness-smoke: b", "run-robustness: c", "run-robustness: d" })
        {
            var earlier = FakeSetting.WorkflowRun(FakeSetting.Run - minutes);
            (earlier["display_title"], earlier["run_started_at"], earlier["updated_at"]) =
                (title, "2026-01-01T01:00:00Z", string.Create(CultureInfo.InvariantCulture, $"2026-01-01T01:{minutes}:00Z"));
            published.Fake.Runs[(long)earlier["id"]!] = earlier;
            minutes += 10;
        }

        await published.Run();
        Assert.Contains("About 30 min, as the last 3 took (median).", (string)published.Fake.Checks[0]["output"]!["summary"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_was_asked_for_by_someone_who_may_not_write_is_told_of_and_has_no_base_evaluated()
    {
        using var published = new Published().With(SampleResults.Of(180));
        published.Fake.Collaborators.Clear();
        await published.Run();
        Assert.Empty(published.Fake.Started);
        Assert.Contains("alice asked for the evaluation, and may not write", published.Output, StringComparison.Ordinal);

        published.Fake.Runs[FakeSetting.Run]["conclusion"] = "failure";
        published.Fake.Runs[FakeSetting.Run]["run_attempt"] = 2;
        await Assert.ThrowsAsync<IncompleteEvaluationException>(() => published.Run());
        Assert.Contains("Robustness measured", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);
        Assert.Equal(("failure", "Not measured"), ((string?)published.Fake.Checks[^1]["conclusion"], (string?)published.Fake.Checks[^1]["output"]!["title"]));
        Assert.Contains("alice asked for the evaluation, and may not write to this repository", (string)published.Fake.Checks[^1]["output"]!["summary"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_waits_for_approval_is_left_in_peace()
    {
        using var published = new Published();
        published.Fake.Runs[FakeSetting.Run]["conclusion"] = "action_required";
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Empty(published.Fake.Writes);
    }

    [Fact]
    public async Task A_run_without_the_label_ends_neutral_at_once_and_says_how_to_ask()
    {
        using var published = new Published();
        published.Fake.Runs[FakeSetting.Run]["conclusion"] = "skipped";
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Equal(("completed", "neutral", "Not evaluated"), published.Check);
        Assert.Contains("give the pull request the label `run-robustness` or `robustness-smoke`", (string)published.Fake.Checks[0]["output"]!["summary"]!, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Single(published.Fake.Checks);
        Assert.Empty(published.OwnComments);
    }

    [Fact]
    public async Task A_run_of_a_merge_queue_ends_neutral_at_once()
    {
        using var published = new Published();
        published.Fake.Runs[FakeSetting.Run]["event"] = "merge_group";
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Equal(("completed", "neutral", "Not evaluated in a merge queue"), published.Check);
        Assert.Empty(published.OwnComments);
    }

    [Fact]
    public async Task The_comment_shows_how_the_worst_case_went_on_the_default_branch()
    {
        var stored = SampleResults.Of(230);
        using var published = new Published().With(SampleResults.Of(180), stored: stored);
        var history = string.Concat(new[] { (0.41, "aaaaaaa1"), (0.45, "aaaaaaa2"), (0.55, "aaaaaaa3") }.Select((point, i) => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"schemaVersion":1,"date":"2026-01-0{{i + 1}}","commit":"{{point.Item2}}","result":"{{LeaderboardEntryFile.NameOf(stored)}}","classifiers":[{"id":"igd","worstCase":{{point.Item1}},"clean":0.9,"isBelieved":true}]}""") + "\n"));
        published.Fake.Contents[$"{FakeGitHub.DefaultBranch}:leaderboard/history.jsonl"] = System.Text.Encoding.UTF8.GetBytes(history);
        await published.Run();
        Assert.Contains(
            "- Default branch, IG-Defense, LO-IR, k = 50: ▁▃█ worst case in the last 3 evaluations: 41.0 % on 2026-01-01 at aaaaaaa1 to 55.0 % on 2026-01-03 at aaaaaaa3",
            Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);
        published.Fake.Contents[$"{FakeGitHub.DefaultBranch}:leaderboard/history.jsonl"] = "{"u8.ToArray();
        Assert.Equal(ExitCode.Success, await published.Run());
        Assert.Contains("The history of main cannot be used", published.Output, StringComparison.Ordinal);
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
        var e = await Assert.ThrowsAsync<InterruptedException>(() => published.Run(cancellationToken: interruption.Token));
        Assert.Equal("No report was written, and the check says that it was interrupted. Run the same command again.", e.Message);
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

    [Fact]
    public async Task It_needs_no_more_than_thirty_requests_and_no_right_that_is_not_declared()
    {
        using var published = new Published().With(SampleResults.Of(180), shards: 4, stored: SampleResults.Of(230));
        await published.Run();
        Assert.InRange(published.Fake.Requests.Count, 5, 30);
        Assert.Single(published.OwnComments);
        Assert.Equal("completed", published.Check.Status);
    }
}
