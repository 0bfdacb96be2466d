using System.Text.Json.Nodes;
using IgMlNet.Publishing.GitHub.PullRequests;
using IgMlNet.Publishing.Tests.GitHub.Fake;

namespace IgMlNet.Publishing.Tests.GitHub.PullRequests;

public class PullRequestResolverTests
{
    private readonly FakeGitHub _fake = FakeSetting.PullRequestFromFork();

    [Fact]
    public async Task A_pull_request_of_a_fork_is_found_by_its_branch() =>
        Assert.Equal((PullRequestMatch.One, FakeSetting.Number), await Resolve());

    [Fact]
    public async Task One_of_the_repository_itself_is_found_by_the_run_s_own_list()
    {
        var run = _fake.Runs[FakeSetting.Run];
        run["pull_requests"] = new JsonArray(new JsonObject { ["number"] = FakeSetting.Number });
        run["head_repository"]!["id"] = FakeGitHub.RepositoryId;
        _fake.PullRequests[FakeSetting.Number]["head"]!["repo"]!["id"] = FakeGitHub.RepositoryId;
        Assert.Equal((PullRequestMatch.One, FakeSetting.Number), await Resolve());
        Assert.DoesNotContain(_fake.Requests, static request => request.Path.EndsWith("/pulls", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_whose_branch_has_another_name_now_is_found_by_its_commit()
    {
        _fake.Runs[FakeSetting.Run]["head_branch"] = "renamed";
        Assert.Equal((PullRequestMatch.None, null), await Resolve());
        _fake.FindsByCommit = true;
        Assert.Equal((PullRequestMatch.One, FakeSetting.Number), await Resolve());
    }

    [Fact]
    public async Task A_list_that_names_someone_else_s_pull_request_is_not_believed()
    {
        var other = FakeSetting.PullRequest(8);
        other["head"]!["repo"]!["id"] = 77;
        _fake.PullRequests[8] = other;
        _fake.Runs[FakeSetting.Run]["pull_requests"] = new JsonArray(new JsonObject { ["number"] = 8 });
        Assert.Equal((PullRequestMatch.One, FakeSetting.Number), await Resolve());
    }

    [Theory]
    [InlineData("state", "\"closed\"")]
    [InlineData("base", """{"sha":"cccc","ref":"main","repo":{"id":99,"default_branch":"main"}}""")]
    public async Task Closed_ones_and_ones_into_other_repositories_are_none(string member, string value)
    {
        _fake.PullRequests[FakeSetting.Number][member] = JsonNode.Parse(value);
        Assert.Equal((PullRequestMatch.None, null), await Resolve());
    }

    [Fact]
    public async Task One_whose_repository_is_gone_is_none()
    {
        // GitHub describes it as never null, and it is.
        _fake.Intercept = request =>
        {
            if (!request.Path.EndsWith("/pulls/7", StringComparison.Ordinal))
                return null;
            var answer = ApiDescription.Read.Answer("GET", request.Path, 200, _fake.PullRequests[FakeSetting.Number]);
            answer["head"]!["repo"] = null;
            return FakeResponse.Json(200, answer.ToJsonString());
        };
        Assert.Equal((PullRequestMatch.None, null), await Resolve());
    }

    [Fact]
    public async Task One_that_has_moved_on_is_told_from_none()
    {
        _fake.PullRequests[FakeSetting.Number]["head"]!["sha"] = new string('d', 40);
        Assert.Equal((PullRequestMatch.Moved, null), await Resolve());
    }

    [Fact]
    public async Task Two_from_one_branch_are_too_many()
    {
        _fake.PullRequests[8] = FakeSetting.PullRequest(8);
        Assert.Equal((PullRequestMatch.Several, null), await Resolve());
    }

    private async Task<(PullRequestMatch Match, int? Number)> Resolve()
    {
        var connection = FakeSetting.Connect(_fake);
        var repository = connection.Open(CancellationToken.None);
        var run = EvaluationRun.FromWorkflowRun(connection, await repository.Run(FakeSetting.Run), FakeSetting.Workflow);
        var resolved = await PullRequestResolver.Resolve(repository, run);
        Assert.Empty(_fake.Violations);
        return (resolved.Match, resolved.PullRequest?.Number);
    }
}
