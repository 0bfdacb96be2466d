using IgMlNet.IO;
using IgMlNet.Publishing.Leaderboards;
using IgMlNet.Publishing.Tests.Support;
using IgMlNet.Reporting.Leaderboards.Entries;

namespace IgMlNet.Publishing.Tests.Leaderboards;

public sealed class DefaultBranchRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("push")]
    [InlineData("workflow_dispatch")]
    public void A_run_on_the_default_branch_verifies(string name)
    {
        var verification = DefaultBranchRun.Require(Environment(name, "refs/heads/trunk", """{"repository":{"default_branch":"trunk"}}"""));
        Assert.Equal((VerificationKind.DefaultBranch, "https://github.com/o/r/actions/runs/7"), (verification.Kind, verification.Run));
    }

    [Fact]
    public void A_scheduled_run_verifies_though_its_event_names_no_branch() =>
        Assert.NotNull(DefaultBranchRun.Require(Environment("schedule", "refs/heads/trunk", "{}")));

    [Theory]
    [InlineData("pull_request", "refs/pull/3/merge", "pull_request")]
    [InlineData("pull_request_target", "refs/heads/trunk", "pull_request_target")]
    [InlineData("workflow_run", "refs/heads/trunk", "workflow_run")]
    [InlineData("issue_comment", "refs/heads/trunk", "issue_comment")]
    [InlineData("push", "refs/heads/feature", "refs/heads/feature")]
    [InlineData("push", "refs/tags/trunk", "refs/tags/trunk")]
    [InlineData("workflow_dispatch", "refs/heads/feature", "refs/heads/feature")]
    public void Any_other_run_verifies_nothing(string name, string reference, string named)
    {
        var refused = Assert.Throws<InputException>(() =>
            DefaultBranchRun.Require(Environment(name, reference, """{"repository":{"default_branch":"trunk"}}""")));
        Assert.Contains($"'{named}'", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.Remedy);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"repository\":{}}")]
    [InlineData("{\"repository\":{\"default_branch\":1}}")]
    public void An_event_that_does_not_tell_the_default_branch_verifies_nothing(string json) =>
        Assert.Throws<InputException>(() => DefaultBranchRun.Require(Environment("push", "refs/heads/trunk", json)));

    [Fact]
    public void A_repository_that_is_no_address_verifies_nothing()
    {
        var environment = Environment("schedule", "refs/heads/trunk", "{}");
        Assert.Throws<InputException>(() => DefaultBranchRun.Require(name => name == "GITHUB_REPOSITORY" ? "o/r/../../x" : environment(name)));
        Assert.Throws<InputException>(() => DefaultBranchRun.Require(name => name == "GITHUB_RUN_ID" ? null : environment(name)));
    }

    private Func<string, string?> Environment(string name, string reference, string json)
    {
        File.WriteAllText(_folder.At("event.json"), json);
        return variable => variable switch
        {
            "GITHUB_EVENT_NAME" => name,
            "GITHUB_REF" => reference,
            "GITHUB_EVENT_PATH" => _folder.At("event.json"),
            "GITHUB_SERVER_URL" => "https://github.com",
            "GITHUB_REPOSITORY" => "o/r",
            "GITHUB_RUN_ID" => "7",
            _ => null,
        };
    }
}
