using IgMlNet.Publishing.GitHub;
using IgMlNet.Publishing.GitHub.PullRequests;
using IgMlNet.Publishing.Tests.GitHub.Fake;

namespace IgMlNet.Publishing.Tests.GitHub.PullRequests;

public class RunAdmissionTests
{
    private readonly FakeGitHub _fake = FakeSetting.PullRequestFromFork();
    private readonly FakeTime _time = new();

    [Theory]
    [InlineData("admin", true)]
    [InlineData("write", true)]
    [InlineData("read", false)]
    [InlineData("none", false)]
    public async Task People_who_may_write_are_admitted_and_nobody_else(string permission, bool isAdmitted)
    {
        _fake.Collaborators["alice"] = permission;
        var admission = await Admission();
        Assert.Equal(isAdmitted, admission.Refusal is null);
        Assert.Equal(isAdmitted, admission.MayWrite);
        Assert.Equal("alice", admission.Requester);
    }

    [Fact]
    public async Task Who_runs_it_again_counts_and_not_who_began_it()
    {
        _fake.Runs[FakeSetting.Run]["triggering_actor"]!["login"] = "mallory";
        Assert.Equal("mallory asked for the evaluation, and may not write to this repository", (await Admission()).Refusal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("../../user")]
    [InlineData("a b")]
    public async Task Where_it_is_not_known_who_asked_nobody_is_admitted(string? login)
    {
        foreach (var member in new[] { "actor", "triggering_actor" })
            _fake.Runs[FakeSetting.Run][member]!["login"] = login ?? "";
        Assert.Equal("GitHub does not say who asked for the evaluation", (await Admission()).Refusal);
    }

    [Fact]
    public async Task An_app_is_refused_before_GitHub_is_asked()
    {
        _fake.Collaborators["labeler[bot]"] = "admin";
        _fake.Runs[FakeSetting.Run]["triggering_actor"]!["login"] = "labeler[bot]";
        var admission = await Admission();
        Assert.False(admission.MayWrite);
        Assert.Equal("labeler[bot] asked for the evaluation, and apps may not: give the label yourself", admission.Refusal);
        Assert.DoesNotContain(_fake.Requests, static request => request.Path.EndsWith("/permission", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Someone_who_is_unknown_to_the_repository_is_not_admitted()
    {
        _fake.Intercept = static request => request.Path.EndsWith("/permission", StringComparison.Ordinal) ? FakeResponse.Error(404, "Not Found") : null;
        Assert.NotNull((await Admission()).Refusal);
    }

    [Fact]
    public async Task A_token_that_may_not_know_admits_nobody()
    {
        _fake.Intercept = static request =>
            request.Path.EndsWith("/permission", StringComparison.Ordinal) ? FakeResponse.Error(403, "Resource not accessible by integration") : null;
        Assert.Equal(GitHubProblem.NotPermitted, (await Assert.ThrowsAsync<GitHubException>(Admission)).Problem);
    }

    [Fact]
    public async Task After_so_many_evaluations_in_a_day_the_next_is_refused()
    {
        Earlier(1);
        Earlier(2);
        Assert.Equal((3, null), ((await Admission()).Number, (await Admission()).Refusal));
        Earlier(3);
        Assert.Equal("alice has had 3 evaluations in the last 24 hours, which is all that one person may have", (await Admission()).Refusal);
        Assert.Empty(_fake.Violations);
    }

    [Fact]
    public async Task What_cost_nothing_was_long_ago_or_is_of_others_does_not_count()
    {
        Earlier(1)["conclusion"] = "skipped";
        Earlier(2)["conclusion"] = "action_required";
        Earlier(3)["created_at"] = "2026-01-01T03:04:04Z";
        Earlier(4)["actor"]!["login"] = "bob";
        Earlier(5)["event"] = "push";
        Earlier(-1);
        Assert.Equal(1, (await Admission()).Number);
    }

    [Fact]
    public async Task Running_it_again_counts_as_another_one()
    {
        Earlier(1)["run_attempt"] = 2;
        _fake.Runs[FakeSetting.Run]["run_attempt"] = 2;
        Assert.Equal(4, (await Admission()).Number);
    }

    private System.Text.Json.Nodes.JsonObject Earlier(int before) => _fake.Runs[FakeSetting.Run - before] = FakeSetting.WorkflowRun(FakeSetting.Run - before);

    private async Task<RunAdmission> Admission()
    {
        var connection = FakeSetting.Connect(_fake, _time);
        var repository = connection.Open(CancellationToken.None);
        var run = EvaluationRun.FromWorkflowRun(connection, await repository.Run(FakeSetting.Run), FakeSetting.Workflow);
        return await RunAdmission.Decide(repository, run, FakeSetting.Workflow, 3, _time.GetUtcNow());
    }
}
