using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using IgMlNet.IO;
using IgMlNet.Publishing.GitHub.Intake;
using IgMlNet.Publishing.GitHub.PullRequests;
using IgMlNet.Publishing.Tests.GitHub.Fake;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Shards;
using IgMlNet.Reporting.Tests;

namespace IgMlNet.Publishing.Tests.GitHub.Intake;

public class ShardArtifactsTests
{
    private readonly FakeGitHub _fake = FakeSetting.PullRequestFromFork();

    [Fact]
    public async Task However_many_shards_there_are_the_results_are_the_same_bytes()
    {
        var results = new List<byte[]>();
        foreach (var shards in new[] { 1, 2, 3, 4 })
        {
            _fake.Artifacts.Clear();
            foreach (var (journal, i) in SampleResults.Journals(SampleResults.Of(180), shards).Select(static (journal, i) => (journal, i)).Reverse())
                _fake.AddArtifact(FakeSetting.Run, $"robustness-shard-{i + 1}", FakeSetting.Zip(journal.Name, journal.Bytes));
            results.Add(ReportFile.ToUtf8Bytes(await Merge()));
        }

        Assert.All(results, bytes => Assert.Equal(results[0], bytes));
        Assert.Equal(ReportFile.ToUtf8Bytes(SampleResults.Of(180)), results[0]);
    }

    [Theory]
    [InlineData("robustness-shard-0")]
    [InlineData("robustness-shard-1000")]
    [InlineData("robustness-shard-01")]
    [InlineData("robustness-shard-1x")]
    [InlineData("robustness-shard-")]
    [InlineData("robustness-shard-1\n")]
    [InlineData("report")]
    [InlineData("../robustness-shard-1")]
    public async Task An_artifact_that_is_none_of_a_shard_is_refused(string name)
    {
        Add(SampleResults.Of(180), 2);
        _fake.AddArtifact(FakeSetting.Run, name, [1]);
        Assert.Contains("is none of a shard", await Refused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("expired", "true", "has expired")]
    [InlineData("size_in_bytes", "8388609", "is larger than 8 MiB")]
    [InlineData("workflow_run", """{"id":501}""", "is of another run")]
    public async Task An_artifact_that_GitHub_says_is_odd_is_refused_before_it_is_fetched(string member, string value, string problem)
    {
        Add(SampleResults.Of(180), 1);
        _fake.Artifacts[0].Artifact[member] = JsonNode.Parse(value);
        _fake.Intercept = request => request.Path.EndsWith("/actions/runs/500/artifacts", StringComparison.Ordinal)
            ? FakeResponse.Json(200, ApiDescription.Read.Answer("GET", request.Path, 200, new JsonObject
            {
                ["total_count"] = 1,
                ["artifacts"] = new JsonArray(_fake.Artifacts[0].Artifact.DeepClone()),
            }).ToJsonString()) : null;
        Assert.Contains(problem, await Refused(), StringComparison.Ordinal);
        Assert.DoesNotContain(_fake.Requests, static request => request.Path.EndsWith("/zip", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_artifact_that_is_larger_than_GitHub_says_is_cut_off()
    {
        var artifact = _fake.AddArtifact(FakeSetting.Run, "robustness-shard-1", new byte[(8 << 20) + 1]);
        artifact["size_in_bytes"] = 10;
        Assert.Contains("is longer than 8388608 bytes", await Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_later_of_two_artifacts_of_one_name_counts()
    {
        _fake.AddArtifact(FakeSetting.Run, "robustness-shard-1", [1, 2, 3]);
        Add(SampleResults.Of(180), 1);
        Assert.Equal(400, (await Merge()).Labels.Length);
    }

    [Fact]
    public async Task Shards_of_different_evaluations_are_refused_and_missing_ones_named()
    {
        var ours = SampleResults.Journals(SampleResults.Of(180), 2);
        var other = SampleResults.Of(180);
        var theirs = SampleResults.Journals(other with { Seed = 8, Provenance = other.Provenance with { PlanHash = "abba" } }, 2);
        AddJournals(ours[0], theirs[1]);
        Assert.Contains("is foreign", await Refused(), StringComparison.Ordinal);

        _fake.Artifacts.Clear();
        AddJournals(ours[0]);
        var e = await Assert.ThrowsAsync<IncompleteEvaluationException>(Merge);
        Assert.Contains("1 of 2 shards: shard 2 is missing", e.Message, StringComparison.Ordinal);

        _fake.Artifacts.Clear();
        _fake.AddArtifact(FakeSetting.Run, "robustness-shard-1", FakeSetting.Zip(ours[1].Name, ours[1].Bytes));
        Assert.Contains("in place of shard-1-of-n.journal", await Refused(), StringComparison.Ordinal);

        _fake.Artifacts.Clear();
        await Assert.ThrowsAsync<IncompleteEvaluationException>(Merge);
    }

    [Theory]
    [InlineData("\"seed\":7", "\"seed\":7,\"pr\":12", "is no journal of this version")]
    [InlineData("\"seed\":7", "\"seed\":7,\"sha\":\"abc\",\"repo\":\"o/r\"", "is no journal of this version")]
    [InlineData("\"seed\":7", "\"seed\":7,\"seed\":7", "is no journal of this version")]
    [InlineData("\"seed\":7", "\"seed\":1e400", "is no journal of this version")]
    [InlineData("\"seed\":7", "\"seed\":NaN", "is no journal of this version")]
    [InlineData("\"epsilon\":0.1", "\"epsilon\":1e999", "finite")]
    [InlineData("\"epsilon\":0.1", "\"epsilon\":-1", "finite")]
    [InlineData("\"norm\":\"Linf\"", "\"norm\":\"L7\"", "is no journal of this version")]
    [InlineData("\"norm\":\"Linf\"", "\"norm\":0", "is no journal of this version")]
    [InlineData("\"title\":", "\"x\":[[[[[[[[[[[[[[1]]]]]]]]]]]]]],\"title\":", "is no journal of this version")]
    [InlineData("\"images\":400", "\"images\":401", "for 401 images")]
    [InlineData("\"id\":\"fgsm\"", "\"id\":\"worst-case\"", "worst-case")]
    public async Task A_journal_that_says_anything_else_is_refused(string text, string instead, string problem)
    {
        // A forger can compute checksums too.
        var (name, bytes) = SampleResults.Journals(SampleResults.Of(180), 1)[0];
        AddJournals((name, Forge(bytes, text, instead)));
        Assert.Contains(problem, await Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_was_changed_without_its_checksums_is_damaged()
    {
        var (name, bytes) = SampleResults.Journals(SampleResults.Of(180), 1)[0];
        bytes[bytes.Length / 2] ^= 1;
        AddJournals((name, bytes));
        Assert.Contains("is damaged", await Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_hide_something_are_refused_and_hashes_must_be_hashes()
    {
        await Refuses(report => report with { Dataset = report.Dataset with { Name = "a\u202eb" } }, "$.dataset.name");
        await Refuses(report => report with { Dataset = report.Dataset with { ContentHash = "<script>" } }, "hexadecimal");
        await Refuses(report => report with { Variants = [report.Variants[0], report.Variants[1] with { DisplayName = new string('x', 101) }] }, "$.variants[1].displayName");
        await Refuses(report => report with { Title = "line\nbreak" }, "$.title");
        await Refuses(report => report with { Provenance = report.Provenance with { Commit = "main" } }, "$.provenance.commit");
        await Refuses(report => report with { Provenance = report.Provenance with { Command = new string('x', 4001) } }, "$.provenance.command");
    }

    [Fact]
    public async Task Numbers_that_cannot_be_are_refused()
    {
        var more = SampleResults.Of(180).OutcomeOf("base", RobustnessReport.CleanId) with { AttackId = "fgsm" };
        await Refuses(
            report => report with
            {
                Outcomes = [.. report.Outcomes.Select(outcome => (outcome.VariantId, outcome.AttackId) == ("base", "fgsm")
                ? more with { Verdicts = Reporting.Tests.SampleReports.Verdicts(1, [.. Enumerable.Repeat((byte)1, 400)]) } : outcome)]
            },
            "more images of 'base' correct");
    }

    [Fact]
    public async Task Results_without_an_attack_are_refused()
    {
        var report = SampleResults.Of(180);
        Add(report with { Attacks = [], Outcomes = [.. report.Outcomes.Where(static outcome => outcome.AttackId == RobustnessReport.CleanId)] }, 1);
        Assert.Contains("$.attacks", await Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_evaluation_takes_publishing_takes()
    {
        var report = SampleResults.Of(180);
        var name = new string('n', 250);
        Add(report with
        {
            Dataset = report.Dataset with { Classes = [.. report.Dataset.Classes.Select((_, i) => $"{name}{i}")] },
            Outcomes =
            [
                .. report.Outcomes.Select(static outcome => outcome with
                {
                    Verdicts = SampleReports.Verdicts(255, [.. outcome.CorrectDraws.Select(static count => (byte)(count * 255))]),
                }),
            ],
        }, 1);
        Assert.Equal(255, (await Merge()).Outcomes[0].Draws);
    }

    [Fact]
    public async Task What_the_journals_say_of_checks_is_not_believed()
    {
        Add(SampleResults.WithoutGradients(SampleResults.Of(180)), 2);
        Assert.Contains((await Merge()).Checks, static check => check.Severity == CheckSeverity.Blocking);
    }

    private async Task Refuses(Func<RobustnessReport, RobustnessReport> change, string problem)
    {
        _fake.Artifacts.Clear();
        Add(change(SampleResults.Of(180)), 1);
        Assert.Contains(problem, await Refused(), StringComparison.Ordinal);
    }

    private static byte[] Forge(byte[] journal, string text, string instead)
    {
        var (forged, hash) = (new List<byte>(), "");
        foreach (var line in Encoding.UTF8.GetString(journal).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var json = line[33..].Replace(text, instead, StringComparison.Ordinal);
            hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(hash + json)))[..32];
            forged.AddRange(Encoding.UTF8.GetBytes($"{hash} {json}\n"));
        }

        Assert.NotEqual(journal, forged);
        return [.. forged];
    }

    private void Add(RobustnessReport report, int shards) => AddJournals([.. SampleResults.Journals(report, shards)]);

    private void AddJournals(params ImmutableArray<(string Name, byte[] Bytes)> journals)
    {
        foreach (var (journal, i) in journals.Select(static (journal, i) => (journal, i)))
            _fake.AddArtifact(FakeSetting.Run, $"robustness-shard-{i + 1}", FakeSetting.Zip(journal.Name, journal.Bytes));
    }

    private async Task<string> Refused() => (await Assert.ThrowsAsync<InputException>(Merge)).Message;

    private async Task<RobustnessReport> Merge()
    {
        var connection = FakeSetting.Connect(_fake);
        var repository = connection.Open(CancellationToken.None);
        var run = EvaluationRun.FromWorkflowRun(connection, await repository.Run(FakeSetting.Run), FakeSetting.Workflow);
        return await ShardArtifacts.Merge(repository, run, "robustness-shard");
    }
}
