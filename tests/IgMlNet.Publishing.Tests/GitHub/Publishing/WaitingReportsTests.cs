using IgMlNet.Publishing.Tests.GitHub.Fake;
using IgMlNet.Reporting.Results.Files;

namespace IgMlNet.Publishing.Tests.GitHub.Publishing;

public class WaitingReportsTests
{
    [Fact]
    public async Task What_waits_for_its_base_is_published_again_once_that_was_evaluated()
    {
        using var published = new Published().With(SampleResults.Of(180));
        await published.Run();
        Assert.Equal(ExitCode.Success, await published.RunWaiting());
        Assert.Contains("and no base to compare with yet", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);

        published.Fake.Contents[$"{FakeSetting.ResultsBranch}:{published.Fake.MergeBase}/report.json"] = ReportFile.ToUtf8Bytes(SampleResults.Of(230));
        Assert.Equal(ExitCode.Success, await published.RunWaiting());
        Assert.Contains("🔴 Robustness worse", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);

        // It started no evaluation, and what compares already is left in peace.
        Assert.Single(published.Fake.Started);
        var writes = published.Fake.Writes.Count();
        Assert.Equal(ExitCode.Success, await published.RunWaiting());
        Assert.Equal(writes, published.Fake.Writes.Count());
        Assert.Contains("0 of 1 runs waited", published.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_base_that_could_not_be_evaluated_is_told_of()
    {
        using var published = new Published().With(SampleResults.Of(180));
        await published.Run();
        var backfill = published.Fake.Runs.Values.Single(static run => (string)run["event"]! == "workflow_dispatch");
        (backfill["status"], backfill["conclusion"]) = ("completed", "failure");
        await published.RunWaiting();
        Assert.Contains("[its evaluation](", Assert.Single(published.OwnComments).Body, StringComparison.Ordinal);
        Assert.Single(published.Fake.Started);
    }

    [Theory]
    [InlineData("event", "push")]
    [InlineData("path", ".github/workflows/evil.yml")]
    [InlineData("conclusion", "failure")]
    [InlineData("created_at", "2025-12-01T00:00:00Z")]
    public async Task Runs_of_other_kinds_and_old_ones_do_not_wait(string member, string value)
    {
        using var published = new Published().With(SampleResults.Of(180));
        await published.Run();
        published.Fake.Runs[FakeSetting.Run][member] = value;
        published.Fake.Startable["robustness.yml"] = [];
        var writes = published.Fake.Writes.Count();
        await published.RunWaiting();
        Assert.Equal(writes, published.Fake.Writes.Count());
    }

    [Fact]
    public async Task One_that_cannot_be_published_does_not_keep_the_others_from_it()
    {
        using var published = new Published().With(SampleResults.Of(180));
        await published.Run();
        published.Fake.Artifacts[0].Artifact["expired"] = true;
        Assert.Equal(ExitCode.Success, await published.RunWaiting());
        Assert.Contains("Run 500 could not be published again: ", published.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comment_of_anyone_else_makes_nothing_wait()
    {
        using var published = new Published().With(SampleResults.Of(180));
        await published.Run();
        published.Fake.Comments[0] = new FakeComment(published.Fake.Comments[0].Id, "mallory", "User") { Body = published.Fake.Comments[0].Body };
        var writes = published.Fake.Writes.Count();
        await published.RunWaiting();
        Assert.Equal(writes, published.Fake.Writes.Count());
    }
}
