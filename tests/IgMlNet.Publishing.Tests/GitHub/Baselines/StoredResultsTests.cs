using System.Text.Json.Nodes;
using IgMlNet.Publishing.GitHub.Baselines;
using IgMlNet.Publishing.Tests.GitHub.Fake;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Publishing.Tests.GitHub.Baselines;

public class StoredResultsTests
{
    private static readonly string Commit = new('b', 40);
    private readonly FakeGitHub _fake = FakeSetting.PullRequestFromFork();
    private readonly List<string> _said = [];

    [Fact]
    public async Task They_are_on_the_branch()
    {
        _fake.Contents[$"robustness-results:{Commit}/report.json"] = ReportFile.ToUtf8Bytes(SampleResults.Of(180));
        Assert.Equal(400, (await Of())!.Labels.Length);
    }

    [Fact]
    public async Task Or_in_an_artifact_of_a_run_on_the_default_branch()
    {
        AddArtifact(FakeGitHub.RepositoryId, "main", "push");
        Assert.Equal(400, (await Of())!.Labels.Length);
    }

    [Theory]
    [InlineData(FakeSetting.Fork, "main", "pull_request")]
    [InlineData(FakeSetting.Fork, "main", "push")]
    [InlineData(FakeGitHub.RepositoryId, "patch", "push")]
    [InlineData(FakeGitHub.RepositoryId, "main", "pull_request")]
    [InlineData(FakeGitHub.RepositoryId, "main", "pull_request_target")]
    public async Task An_artifact_that_a_pull_request_could_have_made_is_not_asked(long repository, string branch, string trigger)
    {
        AddArtifact(repository, branch, trigger);
        Assert.Null(await Of());
        Assert.DoesNotContain(_fake.Requests, static request => request.Path.EndsWith("/zip", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_and_counts_as_missing()
    {
        _fake.Contents[$"robustness-results:{Commit}/report.json"] = "{\"schemaVersion\":2}"u8.ToArray();
        Assert.Null(await Of());
        Assert.Contains("has schema version 2", Assert.Single(_said), StringComparison.Ordinal);
    }

    private void AddArtifact(long repository, string branch, string trigger)
    {
        var run = FakeSetting.WorkflowRun(600);
        (run["event"], run["head_sha"], run["head_branch"]) = (trigger, Commit, branch);
        _fake.Runs[600] = run;
        _fake.AddArtifact(600, $"robustness-results-{Commit}", FakeSetting.Zip("report.json", ReportFile.ToUtf8Bytes(SampleResults.Of(180))), new JsonObject
        {
            ["id"] = 600,
            ["repository_id"] = FakeGitHub.RepositoryId,
            ["head_repository_id"] = repository,
            ["head_branch"] = branch,
            ["head_sha"] = Commit,
        });
    }

    private async Task<RobustnessReport?> Of()
    {
        var stored = new StoredResults(FakeSetting.Connect(_fake).Open(CancellationToken.None), "robustness-results", "robustness-results");
        var results = await stored.Of(Commit, "main", _said.Add);
        Assert.Empty(_fake.Violations);
        return results;
    }
}
