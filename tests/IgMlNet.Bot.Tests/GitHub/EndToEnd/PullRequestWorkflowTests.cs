using System.Globalization;
using System.Text.Json.Nodes;
using IgMlNet.Bot.Tests.Support;
using IgMlNet.Publishing.Tests.GitHub.Fake;

namespace IgMlNet.Bot.Tests.GitHub.EndToEnd;

/// <summary>The repository's own workflows, step by step on this machine: a hostile pull request in, the right comment out.</summary>
[Collection(ToyModelCollection.Name)]
public class PullRequestWorkflowTests(ToyModel toy)
{
    private const string Evil = "\";touch pwned;$(touch pwned)`touch pwned`;#";

    private static readonly string Workflows = Path.Combine(ReferenceData.RepositoryRoot, ".github", "workflows");

    [Fact]
    public void A_hostile_pull_request_is_evaluated_in_shards_and_gets_one_comment()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("needs bash");
        using var candidate = Candidate();
        var fake = Fake();
        using var evaluating = Evaluate(fake, candidate, expected: [true, true, true, true, true]);
        Assert.Contains("Admitted alice: evaluation 1 of 10 in 24 hours", evaluating.Log, StringComparison.Ordinal);
        Assert.Equal(4, evaluating.Artifacts.Count);
        foreach (var (name, files) in evaluating.Artifacts)
            fake.AddArtifact(FakeSetting.Run, name, FakeSetting.Zip(Path.GetFileName(Assert.Single(files)), File.ReadAllBytes(files[0])));
        using var publishing = Publish(fake, expected: true);
        var comment = Assert.Single(fake.Comments);
        Assert.Equal("Bot", comment.Type);
        Assert.Contains("⚪ Only claimed: Robustness measured, and no base to compare with yet", comment.Body, StringComparison.Ordinal);
        Assert.Contains("**Only claimed**", comment.Body, StringComparison.Ordinal);
        Assert.Contains("## Classes", publishing.Summary, StringComparison.Ordinal);
        Assert.Equal("completed", (string)Assert.Single(fake.Checks)["status"]!);
        Assert.Empty(Directory.GetFiles(evaluating.Folder, "pwned", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(publishing.Folder, "pwned", SearchOption.AllDirectories));

        // What the comment links to is kept.
        Assert.Contains("[plots and every image's outcome](<https://github.com/o/r/actions/runs/900#artifacts>)", comment.Body, StringComparison.Ordinal);
        var kept = publishing.Artifacts["robustness-report"];
        Assert.Superset(new HashSet<string> { "report.html", "report.json", "attacks.svg", "classes.svg" }, kept.Select(static file => Path.GetFileName(file)).ToHashSet());

        // The base is evaluated by the leaderboard's workflow, which starts the publishing one when it is done: then the comment compares.
        Assert.Equal([("leaderboard.yml", "main", $$"""{"commit":"{{fake.MergeBase}}"}""")], fake.Started);
        Assert.Contains("it [is being evaluated](<https://github.com/o/r/actions/workflows/leaderboard.yml>), and then", comment.Body, StringComparison.Ordinal);
        fake.Contents[$"{FakeSetting.ResultsBranch}:{fake.MergeBase}/report.json"] =
            File.ReadAllBytes(kept.Single(static file => Path.GetFileName(file) == "report.json"));
        var byHand = new JsonObject { ["repository"] = new JsonObject { ["default_branch"] = "main" } };
        using var leaderboard = On(fake, "leaderboard.yml", "workflow_dispatch", byHand, expected: true, only: "report");
        Assert.Equal([("publish.yml", "main", "{}")], fake.Started.Skip(1));
        using var again = On(fake, "publish.yml", "workflow_dispatch", byHand, expected: true);
        Assert.Contains("⚪ Only claimed: No significant change of robustness", Assert.Single(fake.Comments).Body, StringComparison.Ordinal);
        Assert.Contains("1 of 1 runs waited", again.Log, StringComparison.Ordinal);
        Assert.Equal(2, fake.Started.Count);
    }

    [Fact]
    public void A_label_of_someone_who_may_not_write_takes_no_machine_and_the_comment_says_why()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("needs bash");
        using var candidate = new TemporaryFolder();
        var fake = Fake();
        fake.Collaborators.Clear();
        using var evaluating = Evaluate(fake, candidate, expected: [false, null, null, null, null]);
        Assert.Contains("alice asked for the evaluation, and may not write to this repository", evaluating.Log, StringComparison.Ordinal);
        fake.Runs[FakeSetting.Run]["conclusion"] = "failure";
        using var publishing = Publish(fake, expected: false);
        Assert.Contains("alice asked for the evaluation, and may not write to this repository", Assert.Single(fake.Comments).Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_label_evaluates_nothing()
    {
        using var evaluating = new LocalRunner("pull_request", Labelled("documentation"));
        Assert.All(evaluating.Run(Path.Combine(Workflows, "robustness.yml")), result => Assert.Null(result));
    }

    [Fact]
    public void Forged_artifacts_are_refused_by_the_publishing_workflow()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("needs bash");
        var fake = Fake();
        fake.AddArtifact(FakeSetting.Run, "robustness-shard-1", FakeSetting.Zip("../../shard-1-of-1.journal", "{\"pr\":1}"u8.ToArray()));
        using var publishing = Publish(fake, expected: false);
        Assert.Empty(fake.Comments);
        Assert.Equal("failure", (string)Assert.Single(fake.Checks)["conclusion"]!);
        Assert.Contains("holds '../../shard-1-of-1.journal'", publishing.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_of_no_pull_request_is_not_published()
    {
        var fake = Fake();
        using var publishing = Publish(fake, expected: null, trigger: "push");
        Assert.Empty(fake.Requests);
    }

    private static FakeGitHub Fake()
    {
        var fake = FakeSetting.PullRequestFromFork();
        fake.PullRequests[FakeSetting.Number]["title"] = Evil;
        fake.PullRequests[FakeSetting.Number]["head"]!["ref"] = Evil;
        fake.Runs[FakeSetting.Run]["head_branch"] = Evil;
        fake.Runs[FakeSetting.Run]["created_at"] = DateTimeOffset.UtcNow.AddHours(-1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        fake.Files[FakeSetting.Number] = [FakeSetting.File("models/robustness.json"), FakeSetting.File("src/Evil.cs")];
        fake.PullRequests[FakeSetting.Number]["changed_files"] = 2;
        return fake;
    }

    /// <summary>Runs the evaluating workflow for its label.</summary>
    private static LocalRunner Evaluate(FakeGitHub fake, TemporaryFolder candidate, bool?[] expected)
    {
        var file = Path.Combine(Workflows, "robustness.yml");
        fake.Permissions.Clear();
        fake.Permissions.UnionWith(LocalRunner.PermissionsOf(file));
        using var server = new FakeGitHubServer(fake);
        var runner = new LocalRunner(
            "pull_request", Labelled("run-robustness"), ("GITHUB_API_URL", fake.Api.AbsoluteUri), ("GITHUB_RUN_ID", $"{FakeSetting.Run}"))
        { Token = FakeGitHub.Token };
        runner.Commits[FakeSetting.Head] = candidate.Path;
        runner.Commits[FakeSetting.Base] = ReferenceData.RepositoryRoot;
        Assert.True(expected.SequenceEqual(runner.Run(file)), runner.Log);
        Assert.Empty(fake.Violations);
        Assert.Empty(fake.Writes);
        Assert.DoesNotContain(FakeGitHub.Token, runner.Log, StringComparison.Ordinal);
        return runner;
    }

    private static LocalRunner Publish(FakeGitHub fake, bool? expected, string trigger = "pull_request") => On(
        fake, "publish.yml", "workflow_run",
        new JsonObject
        {
            ["workflow_run"] = new JsonObject
            {
                ["id"] = FakeSetting.Run,
                ["event"] = trigger,
                ["head_branch"] = Evil,
                ["head_repository"] = new JsonObject { ["full_name"] = "mallory/r" },
            }
        },
        expected);

    /// <summary>Runs a workflow against the fake, with the rights that its file gives it.</summary>
    private static LocalRunner On(FakeGitHub fake, string workflow, string name, JsonObject payload, bool? expected, string? only = null)
    {
        var file = Path.Combine(Workflows, workflow);
        fake.Permissions.Clear();
        fake.Permissions.UnionWith(LocalRunner.PermissionsOf(file));
        using var server = new FakeGitHubServer(fake);
        var runner = new LocalRunner(name, payload, ("GITHUB_API_URL", fake.Api.AbsoluteUri), ("GITHUB_RUN_ID", "900")) { Token = FakeGitHub.Token };
        var results = runner.Run(file, only);
        Assert.True(results is [var result] && result == expected, runner.Log);
        Assert.Empty(fake.Violations);
        Assert.DoesNotContain(FakeGitHub.Token, runner.Log, StringComparison.Ordinal);
        return runner;
    }

    private static JsonObject Labelled(string label) => new()
    {
        ["label"] = new JsonObject { ["name"] = label },
        ["pull_request"] = new JsonObject
        {
            ["number"] = FakeSetting.Number,
            ["title"] = Evil,
            ["head"] = new JsonObject { ["sha"] = FakeSetting.Head, ["ref"] = Evil },
            ["base"] = new JsonObject { ["sha"] = FakeSetting.Base },
        },
    };

    /// <summary>What the pull request brings: a plan whose names would like to be commands.</summary>
    private TemporaryFolder Candidate()
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("models"));
        var checkpoint = folder.At("models/a'$(touch pwned) @octocat.safetensors");
        File.Copy(toy.Checkpoint, checkpoint);
        File.WriteAllText(folder.At("models/robustness.json"), $$"""
            {
              "schemaVersion": 1, "dataset": {{System.Text.Json.JsonSerializer.Serialize(toy.Data)}}, "samples": 20, "epsilon": 0.05, "batchSize": 5,
              "models": [ { "checkpoint": {{System.Text.Json.JsonSerializer.Serialize(checkpoint)}} } ],
              "defenses": [ { "rankings": ["lo-ir"], "k": [2], "smoothing": "off" } ],
              "attacks": ["pgd-2"]
            }
            """);
        return folder;
    }
}
