using System.CommandLine;
using IgMlNet.CommandLine.Settings;
using IgMlNet.Publishing.GitHub.Actions;
using IgMlNet.Publishing.GitHub.Publishing;
using IgMlNet.Publishing.GitHub.PullRequests;
using IgMlNet.Publishing.Options;

namespace IgMlNet.Publishing.Commands;

/// <summary><c>igml publish</c>: reports on a pull request what the run of a workflow evaluated. Needs no libtorch.</summary>
internal sealed class PublishCommand : IgmlCommand
{
    private readonly IgmlOption<long> _run = new("--run", Notations.Id, "The run that evaluated.")
    { Unset = "that of the workflow_run event; in a workflow that was started by hand or by the clock, all that wait for their base", DecidesResults = false };

    private readonly RequestOptions _request = new();

    private readonly IgmlOption<string> _artifacts = new(
        "--artifacts", Notations.Name("prefix"), "robustness-shard",
        "What its artifacts are called, up to a dash and the number of the shard; each holds the journal of that shard and nothing else.")
    { DecidesResults = false };

    private readonly IgmlOption<string> _resultsBranch = new(
        "--results-branch", Notations.Name("branch"), "robustness-results",
        "The branch with the results of commits of the default branch, as COMMIT/report.json.")
    { DecidesResults = false };

    private readonly IgmlOption<string> _resultsArtifacts = new(
        "--results-artifacts", Notations.Name("prefix"), "robustness-results",
        "What artifacts of runs on the default branch are called that hold report.json, up to a dash and the commit; asked where the branch has none.")
    { DecidesResults = false };

    private readonly IgmlOption<string> _backfill = new(
        "--backfill", Notations.Name("file"), "leaderboard.yml",
        "The file of the workflow that is started for a commit without results, with the input 'commit'; or none.")
    { DecidesResults = false };

    private readonly IgmlOption<DataPaths> _dataPaths = new(
        "--data-paths",
        Notations.Read(
            "patterns", static text => DataPaths.Parse("--data-paths", Notations.ListOf(Notations.Text("pattern")).Parse(text)),
            static paths => paths.ToString(), ["models/,*.safetensors"], ""),
        DataPaths.Usual,
        "Folders and ends of names of models, data and texts, separated by commas. A pull request that changes anything else may change "
            + "what measures it, and its numbers are called a claim.")
    { DecidesResults = false };

    private readonly IgmlOption<string> _out = new("--out", Notations.Path("folder"), "report", "Where the merged results and their documents go.")
    { DecidesResults = false };

    private readonly MarginOptions _margin = new();
    private readonly GitHubOptions _gitHub = new();

    public PublishCommand()
        : base(
            "publish",
            "Reports on a pull request what the run of a workflow evaluated: merges its artifacts, compares with the results of the merge " +
            "base, and writes one comment, a check run and the step's summary. For a workflow on workflow_run, with GITHUB_TOKEN in its environment.")
    {
        AddGroup("Evaluation", _run, _request.Workflow, _request.Labels, _artifacts, _dataPaths, _request.Quota);
        AddGroup("Base", _resultsBranch, _resultsArtifacts, _backfill);
        AddGroup("Verdict", [.. _margin.All]);
        AddGroup("GitHub", [.. _gitHub.All]);
        AddGroup("Output", _out);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("In a workflow on workflow_run:", "igml publish"),
        new("What would be written about a run?", "igml publish --repo owner/name --run 123456 --dry-run"),
    ];

    public override int Run(ParseResult arguments, TerminalOutput terminal, CancellationToken cancellationToken)
    {
        var actions = ActionsEnvironment.OfProcess;
        SafeEvent.RequireForPublishing(actions.EventName);
        var connection = _gitHub.Connect(arguments, actions, terminal);
        var settings = new PublishSettings
        {
            Workflow = arguments.GetValue(_request.Workflow)!,
            Labels = arguments.GetValue(_request.Labels)!,
            Quota = arguments.GetValue(_request.Quota),
            Key = _gitHub.Key(arguments),
            Author = _gitHub.Author(arguments),
            Artifacts = arguments.GetValue(_artifacts)!,
            ResultsBranch = arguments.GetValue(_resultsBranch)!,
            ResultsArtifacts = arguments.GetValue(_resultsArtifacts)!,
            Backfill = arguments.GetValue(_backfill) is var file && file == "none" ? null : Path.GetFileName(file),
            DataPaths = arguments.GetValue(_dataPaths)!,
            Out = arguments.GetValue(_out)!,
            WhenRefused = _gitHub.WhenRefused(arguments),
            Margin = _margin.Margin(arguments),
        };
        var run = arguments.ValueIfGiven(_run) ?? (actions.EventName is "workflow_dispatch" or "schedule" ? null : actions.RunOfEvent());
        return (run is { } id
            ? new Publisher(connection, settings, actions, terminal).Publish(id, cancellationToken)
            : new WaitingReports(connection, settings, actions, terminal).Publish(cancellationToken)).GetAwaiter().GetResult();
    }
}
