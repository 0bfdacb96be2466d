using IgMlNet.Publishing.GitHub;
using IgMlNet.Publishing.GitHub.Baselines;
using IgMlNet.Publishing.Tests.GitHub.Fake;
using IgMlNet.Reporting.Comments;

namespace IgMlNet.Publishing.Tests.GitHub.Baselines;

public class BackfillTests
{
    private static readonly string Commit = new('b', 40);
    private readonly FakeGitHub _fake = FakeSetting.PullRequestFromFork();

    [Fact]
    public async Task A_commit_is_evaluated_once_on_the_default_branch_and_not_again_while_that_goes_on()
    {
        Assert.Equal(BaseEvaluationState.UnderWay, (await Ask()).State);
        var evaluation = await Ask();
        Assert.Equal(BaseEvaluationState.UnderWay, evaluation.State);
        Assert.Equal("https://github.com/o/r/actions/workflows/leaderboard.yml", evaluation.Page!.AbsoluteUri);
        Assert.Equal([("leaderboard.yml", "main", $$"""{"commit":"{{Commit}}"}""")], _fake.Started);
        Assert.Empty(_fake.Violations);
    }

    [Theory]
    [InlineData("push", "Anything", true, "in_progress", null, true)]
    [InlineData("push", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", false, "in_progress", null, false)]
    [InlineData("workflow_dispatch", "leaderboard bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", false, "waiting", null, true)]
    [InlineData("workflow_dispatch", "leaderboard cccccccccccccccccccccccccccccccccccccccc", false, "queued", null, false)]
    [InlineData("workflow_dispatch", "leaderboard", true, "queued", null, false)]
    [InlineData("workflow_dispatch", "leaderboard bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", false, "completed", "cancelled", false)]
    public async Task Only_a_run_for_that_commit_makes_another_one_needless(
        string trigger, string title, bool isAtCommit, string status, string? conclusion, bool isNeedless)
    {
        _fake.AddRun("leaderboard.yml", trigger, title, isAtCommit ? Commit : "", status, conclusion);
        Assert.Equal(BaseEvaluationState.UnderWay, (await Ask()).State);
        Assert.Equal(isNeedless ? 0 : 1, _fake.Started.Count);
    }

    [Theory]
    [InlineData("failure")]
    [InlineData("timed_out")]
    [InlineData("success")]
    public async Task What_left_no_results_is_not_tried_time_after_time(string conclusion)
    {
        var run = _fake.AddRun("leaderboard.yml", "workflow_dispatch", $"leaderboard {Commit}", status: "completed", conclusion: conclusion);
        var evaluation = await Ask();
        Assert.Equal(BaseEvaluationState.Fruitless, evaluation.State);
        Assert.EndsWith($"/actions/runs/{run["id"]}", evaluation.Page!.AbsolutePath, StringComparison.Ordinal);
        Assert.Empty(_fake.Started);
    }

    [Fact]
    public async Task Where_there_is_no_such_workflow_or_none_that_takes_a_commit_it_says_so()
    {
        Assert.Equal(BaseEvaluationState.NoWorkflow, (await Ask("other.yml")).State);
        Assert.Equal(BaseEvaluationState.NoWorkflow, (await Ask("publish.yml")).State);
        Assert.Empty(_fake.Started);
    }

    [Fact]
    public async Task Where_the_token_may_not_it_says_so()
    {
        _fake.Permissions.Remove("actions: write");
        _fake.Permissions.Add("actions: read");
        Assert.Equal(BaseEvaluationState.NotPermitted, (await Ask()).State);
    }

    [Fact]
    public async Task A_fault_of_GitHub_is_an_error_and_starts_nothing_twice()
    {
        var starts = 0;
        _fake.Intercept = request => request.Method != "POST" ? null : ++starts > 0 ? FakeResponse.Error(502, "Bad Gateway") : null;
        Assert.Equal(GitHubProblem.Fault, (await Assert.ThrowsAsync<GitHubException>(() => Ask())).Problem);
        Assert.Equal(1, starts);
    }

    private Task<BaseEvaluation> Ask(string workflow = "leaderboard.yml")
    {
        var connection = FakeSetting.Connect(_fake);
        return new Backfill(connection.Open(CancellationToken.None), connection, workflow).Ask(Commit, "main");
    }
}
