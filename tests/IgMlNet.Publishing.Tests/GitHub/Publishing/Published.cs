using IgMlNet.Publishing.GitHub;
using IgMlNet.Publishing.GitHub.Actions;
using IgMlNet.Publishing.GitHub.Publishing;
using IgMlNet.Publishing.GitHub.PullRequests;
using IgMlNet.Publishing.Tests.GitHub.Fake;
using IgMlNet.Publishing.Tests.Support;
using IgMlNet.Reporting.Results;
using IgMlNet.Reporting.Results.Files;
using IgMlNet.Reporting.Views;
using Spectre.Console;

namespace IgMlNet.Publishing.Tests.GitHub.Publishing;

/// <summary>Runs a publisher against a fake, in a workflow's step whose files can be looked at.</summary>
internal sealed class Published : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly string? _summary;

    public FakeGitHub Fake { get; init; } = FakeSetting.PullRequestFromFork();

    public FakeTime Time { get; } = new();

    public string Output => _output.ToString();

    /// <summary>What is in the step's summary; another file for it where it is set.</summary>
    public string Summary
    {
        get => ReadIfThere("summary");
        init => _summary = value;
    }

    /// <summary>The folder for the files, where it is another one.</summary>
    public string? Out { get; init; }

    public string StepOutputs => ReadIfThere("outputs");

    public WhenRefused WhenRefused { get; init; } = WhenRefused.Pass;

    public RobustnessMargin Margin { get; init; } = new();

    public string? Backfill { get; init; } = "leaderboard.yml";

    public Action<string>? DryRun { get; init; }

    /// <summary>The comments of ours.</summary>
    public IReadOnlyList<FakeComment> OwnComments => [.. Fake.Comments.Where(comment => comment.Login == Fake.Login)];

    /// <summary>The one check run.</summary>
    public (string Status, string? Conclusion, string Title) Check
    {
        get
        {
            var check = Assert.Single(Fake.Checks);
            return ((string)check["status"]!, (string?)check["conclusion"], (string)check["output"]!["title"]!);
        }
    }

    /// <summary>Puts results into the fake as the artifacts of the run.</summary>
    public Published With(RobustnessReport head, int shards = 2, RobustnessReport? stored = null, long run = FakeSetting.Run)
    {
        var number = 1;
        foreach (var (name, bytes) in SampleResults.Journals(head, shards))
            Fake.AddArtifact(run, $"robustness-shard-{number++}", FakeSetting.Zip(name, bytes));
        if (stored is not null)
            Fake.Contents[$"{FakeSetting.ResultsBranch}:{Fake.MergeBase}/report.json"] = ReportFile.ToUtf8Bytes(stored);
        return this;
    }

    /// <summary>Publishes a run.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> Run(long run = FakeSetting.Run, Random? random = null, CancellationToken cancellationToken = default) =>
        new Publisher(Connection(random), Settings(), Actions(), new TerminalOutput(Console(), _output)).Publish(run, cancellationToken);

    /// <summary>Publishes again what waits.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> RunWaiting() =>
        new WaitingReports(Connection(null), Settings(), Actions(), new TerminalOutput(Console(), _output)).Publish(CancellationToken.None);

    /// <summary>Fails where something was asked of GitHub that it does not describe.</summary>
    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        Assert.Empty(Fake.Violations);
        Assert.DoesNotContain(FakeGitHub.Token, Output, StringComparison.Ordinal);
        Assert.All(Fake.Comments, static comment => Assert.DoesNotContain(FakeGitHub.Token, comment.Body, StringComparison.Ordinal));
    }

    private GitHubConnection Connection(Random? random) => FakeSetting.Connect(Fake, Time, random) with { DryRun = DryRun };

    private PublishSettings Settings() => new()
    {
        Workflow = FakeSetting.Workflow,
        Labels = ["run-robustness", "robustness-smoke"],
        Quota = 3,
        Key = "robustness",
        Author = "github-actions[bot]",
        Artifacts = "robustness-shard",
        ResultsBranch = FakeSetting.ResultsBranch,
        ResultsArtifacts = "robustness-results",
        Backfill = Backfill,
        DataPaths = DataPaths.Usual,
        Out = Out ?? _folder.At("report"),
        WhenRefused = WhenRefused,
        Margin = Margin,
    };

    private ActionsEnvironment Actions() => new(name => name switch
    {
        "GITHUB_STEP_SUMMARY" => _summary ?? _folder.At("summary"),
        "GITHUB_OUTPUT" => _folder.At("outputs"),
        "GITHUB_RUN_ID" => "900",
        _ => null,
    });

    private IAnsiConsole Console() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.No,
        ColorSystem = ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
        Out = new AnsiConsoleOutput(_output),
    });

    private string ReadIfThere(string name) => File.Exists(_folder.At(name)) ? File.ReadAllText(_folder.At(name)) : "";
}
